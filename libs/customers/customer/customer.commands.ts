import { type StoredCustomer } from './customer.events.js';

export interface PutCustomer {
  readonly type: 'PutCustomer';
  readonly customer: StoredCustomer;
  readonly now: string;
}
