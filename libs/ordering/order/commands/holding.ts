import { type Suspension } from '../../calendar/delivery-promise.js';
import { type Availability, type Item } from '../events/placement.js';

/** Units held in stock for the order, in all, of each SKU given; the first time, every SKU of the order is given. */
export interface RecordAllocations {
  readonly type: 'RecordAllocations';
  readonly orderId: string;
  readonly held: readonly Item[];
  readonly now: string;
}
/** What the catalogue says of when a product comes on sale (T13); undefined: it is no preorder any more. */
export interface RecordAvailability {
  readonly type: 'RecordAvailability';
  readonly orderId: string;
  readonly sku: string;
  readonly availability: Availability | undefined;
  readonly now: string;
}
/** A confirmed date may be reached (T13). */
export interface RecordOnSale {
  readonly type: 'RecordOnSale';
  readonly orderId: string;
  readonly now: string;
}
export interface ReleaseOrder {
  readonly type: 'ReleaseOrder';
  readonly orderId: string;
  readonly now: string;
}
/** The promised window may be over (T26). `suspensions`: the periods of force majeure, open ones until today (T28). */
export interface CheckPromise {
  readonly type: 'CheckPromise';
  readonly orderId: string;
  readonly suspensions: readonly Suspension[];
  readonly now: string;
}

export type HoldingCommand = RecordAllocations | RecordAvailability | RecordOnSale | ReleaseOrder | CheckPromise;
