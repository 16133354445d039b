import { type CustomerEvent, type StoredCustomer } from './customer.events.js';

/** Undefined: there is no such customer. */
export type CustomerState = StoredCustomer | undefined;
export const initialState = undefined as CustomerState;

export const evolve = (_: CustomerState, { data }: CustomerEvent): CustomerState => data.customer;
