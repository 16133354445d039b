import { type Availability, type Ciphertext, type Delivery, type OrderLine } from '../events/placement.js';
import { type VatRate } from '../../pricing/totals.js';

/** What the catalogue says of a product when the order is placed. Prices in cents, before VAT. */
export interface Offer {
  readonly name: string;
  readonly kind: string;
  readonly priceExclTaxCents: number;
  readonly vatRate: VatRate;
  readonly ecoContributionCents: number;
  readonly privateCopyCents: number;
  /** Its usual price on the market (T15). */
  readonly referencePriceExclTaxCents?: number;
  readonly visible: boolean;
  /** Most units of it on an order (T02). */
  readonly maxPerLine?: number;
  /** When it comes, or came, on sale (T13). */
  readonly availability?: Availability;
  readonly flashSale?: {
    readonly priceExclTaxCents: number;
    /** Included. */
    readonly from: string;
    /** Excluded. */
    readonly until: string;
    /** Units of it in all, and those nobody has claimed. */
    readonly quantity: number;
    readonly unitsLeft: number;
  };
}

/** What the shop has settled for all orders. */
export interface OrderPolicy {
  /** Versions of the terms that can be accepted today (T04). */
  readonly termsVersions: readonly string[];
  /** Chronopost is known, and offered where this says so (T24). */
  readonly offersChronopost: boolean;
  /** A price below this part of the usual one is derisory (T15), in percent. */
  readonly suspectBelowPercent: number;
}

export interface PlaceOrder {
  readonly type: 'PlaceOrder';
  readonly orderId: string;
  readonly customerId: string;
  /** Undefined for a customer who is not known (T03). */
  readonly customer?: { readonly siren: string; readonly businessSpaceId?: string } | undefined;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitPriceExclTaxCents: number;
    readonly pairedWith?: string;
  }[];
  /** By SKU; a product that is not there is not offered. */
  readonly offers: ReadonlyMap<string, Offer>;
  readonly delivery: { readonly method: string; readonly address?: Ciphertext; readonly relayPointId?: string };
  /** Where it goes, in clear for the decision alone (T01); relay points are all in metropolitan France. */
  readonly destination?: { readonly country: string; readonly postalCode: string } | undefined;
  readonly payment: { readonly method: string; readonly cardToken?: Ciphertext };
  readonly voucherCodes: readonly string[];
  /** What the voucher is worth, and the SKUs of its part of the catalogue that are on the order (T20). */
  readonly voucher?: { readonly worthCents: number; readonly skus: readonly string[] } | undefined;
  readonly termsVersion: string;
  readonly policy: OrderPolicy;
  readonly now: string;
}

/** Places the order that exchanges a defective item of another (T27). */
export interface PlaceExchange {
  readonly type: 'PlaceExchange';
  readonly orderId: string;
  readonly exchangeOf: string;
  readonly customerId: string;
  readonly line: OrderLine;
  readonly delivery: Delivery;
  readonly termsVersion: string;
  readonly now: string;
}
/** Sees to it that no order comes to be here, so that what was claimed for it can go back. */
export interface AbandonOrder {
  readonly type: 'AbandonOrder';
  readonly orderId: string;
  readonly now: string;
}
export interface RecordClaimsGivenBack {
  readonly type: 'RecordClaimsGivenBack';
  readonly orderId: string;
  readonly now: string;
}

export type PlacementCommand = PlaceOrder | PlaceExchange | AbandonOrder | RecordClaimsGivenBack;
