import { type DomainEvent } from '#event-sourcing';
import { type Item } from './placement.js';

/** The order waits (T11): what is still missing of it, once every SKU has answered. */
export type StockAwaited = DomainEvent<
  'StockAwaited',
  { readonly missing: readonly Item[]; readonly awaitedAt: string }
>;
export type ItemsAllocated = DomainEvent<
  'ItemsAllocated',
  {
    /** Units now held for the order, in all, of each SKU that got some. */
    readonly items: readonly Item[];
    readonly allocatedAt: string;
  }
>;
/** A preordered product's date moved, or was confirmed (T13). */
export type AvailabilityChanged = DomainEvent<
  'AvailabilityChanged',
  {
    readonly sku: string;
    readonly availableFrom: string;
    readonly confirmed: boolean;
    readonly changedAt: string;
  }
>;
/** A preordered product is on sale: its date is reached and confirmed (T13). */
export type PreorderOnSale = DomainEvent<'PreorderOnSale', { readonly sku: string; readonly onSaleAt: string }>;
/** Every item of the order is in (T11). */
export type OrderCompleted = DomainEvent<'OrderCompleted', { readonly completedAt: string }>;
/** Handed to the warehouse. */
export type OrderReleased = DomainEvent<'OrderReleased', { readonly releasedAt: string }>;
/** The promised window moved: force majeure suspended it for a time (T26, T28). */
export type PromiseMoved = DomainEvent<
  'PromiseMoved',
  { readonly from: string; readonly until: string; readonly reason: string; readonly movedAt: string }
>;
/** The promised window is over and the parcel is not there: an alarm for the staff (T26). */
export type PromiseMissed = DomainEvent<'PromiseMissed', { readonly until: string; readonly missedAt: string }>;

export type HoldingEvent =
  | StockAwaited
  | ItemsAllocated
  | AvailabilityChanged
  | PreorderOnSale
  | OrderCompleted
  | OrderReleased
  | PromiseMoved
  | PromiseMissed;
