import { type DomainEvent, EventCatalog } from '#event-sourcing';

/** A customer as it is stored: the SIREN names a company, everything else is personal and stands as ciphertext. */
export interface StoredCustomer {
  readonly customerId: string;
  readonly siren: string;
  readonly businessSpaceId?: string;
  /** `CustomerDetails`, sealed under the customer's key for the relation (P07). */
  readonly details: string;
  /** Keyed fingerprint of the details in clear: tells whether they changed, and nothing else. */
  readonly fingerprint: string;
}

export type CustomerRegistered = DomainEvent<
  'CustomerRegistered',
  { readonly customer: StoredCustomer; readonly registeredAt: string }
>;
export type CustomerChanged = DomainEvent<
  'CustomerChanged',
  { readonly customer: StoredCustomer; readonly changedAt: string }
>;
export type CustomerEvent = CustomerRegistered | CustomerChanged;

export const customerEvents = new EventCatalog<CustomerEvent>({ CustomerRegistered: {}, CustomerChanged: {} });
