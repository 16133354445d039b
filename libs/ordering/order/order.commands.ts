import { type Ciphertext, type Item } from './order.events.js';
import { type VatRate } from '../pricing/totals.js';

/** What the catalogue says of a product when the order is placed. */
export interface Offer {
  readonly name: string;
  readonly kind: string;
  readonly priceExclTaxCents: number;
  readonly vatRate: VatRate;
  readonly ecoContributionCents: number;
  readonly privateCopyCents: number;
  readonly visible: boolean;
}

export interface PlaceOrder {
  readonly type: 'PlaceOrder';
  readonly orderId: string;
  readonly customerId: string;
  /** False for a customer who is not known (T03). */
  readonly customerIdentified: boolean;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitPriceExclTaxCents: number;
  }[];
  /** By SKU; a product that is not there is not offered. */
  readonly offers: ReadonlyMap<string, Offer>;
  readonly delivery: { readonly method: string; readonly address: Ciphertext };
  /** Where it goes, in clear for the decision alone (T01). */
  readonly destination: { readonly country: string; readonly postalCode: string };
  readonly payment: { readonly method: string; readonly cardToken?: Ciphertext };
  readonly termsVersion: string;
  /** Versions of the terms that can be accepted today. */
  readonly termsVersions: readonly string[];
  readonly now: string;
}

type AuthorisationResult =
  | { readonly outcome: 'authorised'; readonly reference: string; readonly authorisedUntil: string }
  | { readonly outcome: 'refused'; readonly reason: string };

/** What the provider answered to the authorisation asked for under `attempt`. */
export interface RecordAuthorisation {
  readonly type: 'RecordAuthorisation';
  readonly orderId: string;
  readonly attempt: number;
  readonly result: AuthorisationResult;
  readonly now: string;
}
export interface ReplacePaymentMethod {
  readonly type: 'ReplacePaymentMethod';
  readonly orderId: string;
  readonly cardToken: Ciphertext;
  readonly now: string;
}
export interface RecordAuthorisationVoided {
  readonly type: 'RecordAuthorisationVoided';
  readonly orderId: string;
  readonly reference: string;
  readonly now: string;
}
/** Units held in stock for the order, in all, of each SKU given; the first time, every SKU of the order is given. */
export interface RecordAllocations {
  readonly type: 'RecordAllocations';
  readonly orderId: string;
  readonly held: readonly Item[];
  readonly now: string;
}
export interface ReleaseOrder {
  readonly type: 'ReleaseOrder';
  readonly orderId: string;
  readonly now: string;
}
/** The warehouse hands the whole order over; there are no lines to choose (T11). */
export interface ShipOrder {
  readonly type: 'ShipOrder';
  readonly orderId: string;
  readonly trackingNumber: string;
  readonly now: string;
}
/** What the provider answered to the debit asked for under `key`. */
export interface RecordDebit {
  readonly type: 'RecordDebit';
  readonly orderId: string;
  readonly key: string;
  readonly result:
    | {
        readonly outcome: 'captured';
        readonly reference: string;
        readonly amountCents: number;
        readonly capturedAt: string;
      }
    | { readonly outcome: 'refused'; readonly reason: string };
  readonly now: string;
}
export interface RecordDelivery {
  readonly type: 'RecordDelivery';
  readonly orderId: string;
  /** The carrier's time. */
  readonly at: string;
  readonly now: string;
}
export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly orderId: string;
  readonly reason: 'customer-request' | 'price-error' | 'other';
  readonly note?: Ciphertext;
  readonly now: string;
}
/** Ends an order whose payment was not put right in time; leaves any other order as it is. */
export interface CancelUnpaidOrder {
  readonly type: 'CancelUnpaidOrder';
  readonly orderId: string;
  readonly now: string;
  readonly graceMs: number;
}

export type OrderCommand =
  | PlaceOrder
  | RecordAuthorisation
  | ReplacePaymentMethod
  | RecordAuthorisationVoided
  | RecordAllocations
  | ReleaseOrder
  | ShipOrder
  | RecordDebit
  | RecordDelivery
  | CancelOrder
  | CancelUnpaidOrder;
