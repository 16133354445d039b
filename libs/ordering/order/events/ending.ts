import { type DomainEvent } from '#event-sourcing';
import { type Ciphertext, type Item } from './placement.js';

export type CancellationReason = 'customer-request' | 'price-error' | 'other' | 'payment-not-put-right';
export type RefusalReason = 'eligibility' | 'wholesale' | 'fraud' | 'price-error' | 'other';

interface EndedBeforeShipment {
  /** Free text of the staff, sealed: it may name people. */
  readonly note?: Ciphertext;
  /** What the order claimed from stock, to be given back; none if it was never registered. */
  readonly claimed: readonly Item[];
}

export type OrderCancelled = DomainEvent<
  'OrderCancelled',
  EndedBeforeShipment & { readonly reason: CancellationReason; readonly cancelledAt: string }
>;
/** The staff refused the order (T05). */
export type OrderRefused = DomainEvent<
  'OrderRefused',
  EndedBeforeShipment & { readonly reason: RefusalReason; readonly refusedAt: string }
>;
/** The customer withdrew from the sale (rétractation, T29); what was paid goes back when the parcel is back. */
export type OrderWithdrawn = DomainEvent<'OrderWithdrawn', { readonly withdrawnAt: string }>;

/** An item failed (T27): it is exchanged, or the claim takes the route of its product range. */
export type DefectReported = DomainEvent<
  'DefectReported',
  {
    readonly claimId: string;
    readonly sku: string;
    /** Free text of the customer, sealed. */
    readonly description: Ciphertext;
    readonly reportedAt: string;
  } & (
    | { readonly outcome: 'exchange'; readonly exchangeOrderId: string }
    | { readonly outcome: 'warranty'; readonly route: string }
  )
>;
/** The order that exchanges the item was placed. */
export type ExchangePlaced = DomainEvent<
  'ExchangePlaced',
  { readonly exchangeOrderId: string; readonly placedAt: string }
>;

export type EndingEvent = OrderCancelled | OrderRefused | OrderWithdrawn | DefectReported | ExchangePlaced;
