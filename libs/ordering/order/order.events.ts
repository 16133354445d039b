import { type DomainEvent, EventCatalog } from '#event-sourcing';
import { type PricedLine, type Totals } from '../pricing/totals.js';

/** AES-256-GCM ciphertext of personal data, under the customer's key of its retention category (ADR 0002). */
export type Ciphertext = string;

export interface OrderLine extends PricedLine {
  readonly sku: string;
  readonly name: string;
  readonly kind: string;
}

/** Units of a SKU that an order needs from stock: one entry a SKU, summed over its lines. */
export interface Item {
  readonly sku: string;
  readonly quantity: number;
}

export interface Delivery {
  readonly method: 'colissimo';
  /** `DeliveryAddress` as JSON. */
  readonly address: Ciphertext;
}

export type CancellationReason = 'customer-request' | 'price-error' | 'other' | 'payment-not-put-right';

export type OrderPlaced = DomainEvent<
  'OrderPlaced',
  {
    readonly orderId: string;
    readonly customerId: string;
    readonly lines: readonly OrderLine[];
    readonly totals: Totals;
    readonly delivery: Delivery;
    readonly payment: { readonly method: 'card'; readonly cardToken: Ciphertext };
    readonly termsVersion: string;
    readonly placedAt: string;
  }
>;

/** The payment is validated, so the order is registered (T06): from here on it has a number and a place in the queue (T11). */
export type PaymentValidated = DomainEvent<
  'PaymentValidated',
  {
    readonly orderNumber: string;
    readonly items: readonly Item[];
    readonly amountCents: number;
    readonly reference: string;
    readonly authorisedUntil: string;
    readonly validatedAt: string;
  }
>;
export type PaymentRefused = DomainEvent<'PaymentRefused', { readonly reason: string; readonly refusedAt: string }>;
export type PaymentMethodReplaced = DomainEvent<
  'PaymentMethodReplaced',
  { readonly cardToken: Ciphertext; readonly replacedAt: string }
>;
export type AuthorisationRenewed = DomainEvent<
  'AuthorisationRenewed',
  {
    readonly reference: string;
    readonly authorisedUntil: string;
    /** Reference of the authorisation it takes the place of, to be voided. */
    readonly replaces: string;
    readonly renewedAt: string;
  }
>;
export type AuthorisationRenewalRefused = DomainEvent<
  'AuthorisationRenewalRefused',
  { readonly reason: string; readonly refusedAt: string }
>;
/** The provider authorised a payment that the order, ended or shipped meanwhile, no longer needs: to be voided. */
export type AuthorisationCameTooLate = DomainEvent<
  'AuthorisationCameTooLate',
  { readonly reference: string; readonly receivedAt: string }
>;
export type AuthorisationVoided = DomainEvent<
  'AuthorisationVoided',
  { readonly reference: string; readonly voidedAt: string }
>;

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
/** Every item of the order is in (T11). */
export type OrderCompleted = DomainEvent<'OrderCompleted', { readonly completedAt: string }>;
/** Handed to the warehouse. */
export type OrderReleased = DomainEvent<'OrderReleased', { readonly releasedAt: string }>;

export type DebitRequested = DomainEvent<
  'DebitRequested',
  {
    /** The provider's idempotency key: one debit, however often it is asked for (T17). */
    readonly key: string;
    readonly authorisation: string;
    readonly amountCents: number;
    readonly trackingNumber: string;
    readonly requestedAt: string;
  }
>;
export type DebitRefused = DomainEvent<
  'DebitRefused',
  { readonly key: string; readonly reason: string; readonly refusedAt: string }
>;
export type Shipped = DomainEvent<
  'Shipped',
  { readonly trackingNumber: string; readonly items: readonly Item[]; readonly shippedAt: string }
>;
/** The payment system's record of the debit (T17, T23). */
export type CardDebitedOnShipment = DomainEvent<
  'CardDebitedOnShipment',
  { readonly amountCents: number; readonly reference: string; readonly key: string; readonly debitedAt: string }
>;
/** The invoiced price is paid in full (T22). */
export type PropertyTransferred = DomainEvent<'PropertyTransferred', { readonly transferredAt: string }>;
export type Delivered = DomainEvent<'Delivered', { readonly deliveredAt: string; readonly reportedAt: string }>;
export type OrderCancelled = DomainEvent<
  'OrderCancelled',
  {
    readonly reason: CancellationReason;
    /** Free text of the staff, sealed: it may name people. */
    readonly note?: Ciphertext;
    /** What the order claimed from stock, to be given back; none if it was never registered. */
    readonly claimed: readonly Item[];
    readonly cancelledAt: string;
  }
>;

export type OrderEvent =
  | OrderPlaced
  | PaymentValidated
  | PaymentRefused
  | PaymentMethodReplaced
  | AuthorisationRenewed
  | AuthorisationRenewalRefused
  | AuthorisationCameTooLate
  | AuthorisationVoided
  | StockAwaited
  | ItemsAllocated
  | OrderCompleted
  | OrderReleased
  | DebitRequested
  | DebitRefused
  | Shipped
  | CardDebitedOnShipment
  | PropertyTransferred
  | Delivered
  | OrderCancelled;

export const orderEvents = new EventCatalog<OrderEvent>({
  OrderPlaced: {},
  PaymentValidated: {},
  PaymentRefused: {},
  PaymentMethodReplaced: {},
  AuthorisationRenewed: {},
  AuthorisationRenewalRefused: {},
  AuthorisationCameTooLate: {},
  AuthorisationVoided: {},
  StockAwaited: {},
  ItemsAllocated: {},
  OrderCompleted: {},
  OrderReleased: {},
  DebitRequested: {},
  DebitRefused: {},
  Shipped: {},
  CardDebitedOnShipment: {},
  PropertyTransferred: {},
  Delivered: {},
  OrderCancelled: {},
});
