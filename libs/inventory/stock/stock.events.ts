import { type DomainEvent, EventCatalog } from '#event-sourcing';

export interface Claim {
  readonly orderId: string;
  readonly quantity: number;
}

export type StockReceived = DomainEvent<
  'StockReceived',
  { readonly receiptId: string; readonly sku: string; readonly quantity: number; readonly receivedAt: string }
>;
/** Orders take their place in the SKU's queue, in the order of their registration (T11). */
export type StockClaimed = DomainEvent<
  'StockClaimed',
  {
    readonly sku: string;
    readonly claims: readonly Claim[];
    /** True if some of them were served at once: a `StockAllocated` follows in the same append. */
    readonly served: boolean;
    readonly claimedAt: string;
  }
>;
export type StockAllocated = DomainEvent<
  'StockAllocated',
  {
    readonly sku: string;
    readonly allocations: readonly {
      readonly orderId: string;
      /** Units given now. */
      readonly quantity: number;
      /** Units the order holds in all, these included. */
      readonly held: number;
    }[];
    /** True if units are left for orders that wait: more was to give than one append takes. */
    readonly unfinished: boolean;
    readonly allocatedAt: string;
  }
>;
/** Orders ended before they shipped: what they held is free again. */
export type ClaimsReleased = DomainEvent<
  'ClaimsReleased',
  {
    readonly sku: string;
    readonly releases: readonly { readonly orderId: string; readonly quantity: number }[];
    readonly releasedAt: string;
  }
>;
/** Shipped units have left the stock. */
export type StockIssued = DomainEvent<
  'StockIssued',
  {
    readonly sku: string;
    readonly issues: readonly { readonly orderId: string; readonly quantity: number }[];
    readonly issuedAt: string;
  }
>;

export type StockEvent = StockReceived | StockClaimed | StockAllocated | ClaimsReleased | StockIssued;

export const stockEvents = new EventCatalog<StockEvent>({
  StockReceived: {},
  StockClaimed: {},
  StockAllocated: {},
  ClaimsReleased: {},
  StockIssued: {},
});
