import { type Decider } from '#event-sourcing';
import { type PutCustomer } from './customer.commands.js';
import { type CustomerEvent, type StoredCustomer } from './customer.events.js';
import { type CustomerState, evolve, initialState } from './customer.state.js';

const decide = ({ customer, now }: PutCustomer, known: CustomerState): readonly CustomerEvent[] => {
  if (!known) return [{ type: 'CustomerRegistered', data: { customer, registeredAt: now } }];
  return isSame(known, customer) ? [] : [{ type: 'CustomerChanged', data: { customer, changedAt: now } }];
};

const isSame = (one: StoredCustomer, other: StoredCustomer): boolean =>
  one.siren === other.siren && one.businessSpaceId === other.businessSpaceId && one.fingerprint === other.fingerprint;

export const customerDecider: Decider<CustomerState, PutCustomer, CustomerEvent> = { initialState, decide, evolve };
