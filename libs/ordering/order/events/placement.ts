import { type DomainEvent } from '#event-sourcing';
import { type PricedLine, type Totals } from '../../pricing/totals.js';

/** AES-256-GCM ciphertext of personal data, under the customer's key of its retention category (ADR 0002). */
export type Ciphertext = string;

/** When a product is to come on sale (T13). */
export interface Availability {
  /** A day, provisional until it is confirmed. */
  readonly availableFrom: string;
  readonly confirmed: boolean;
}

export interface OrderLine extends PricedLine {
  readonly sku: string;
  readonly name: string;
  readonly kind: string;
  /** SKU of the plan on the same order that it comes with. */
  readonly pairedWith?: string;
  /** Ordered before it was on sale (T13). */
  readonly preorder?: Availability;
}

/** Units of a SKU that an order needs from stock: one entry a SKU, summed over its lines. */
export interface Item {
  readonly sku: string;
  readonly quantity: number;
}

export interface Delivery {
  readonly method: 'colissimo' | 'chronorelais' | 'chronopost';
  /** `DeliveryAddress` as JSON; not needed for a relay point. */
  readonly address?: Ciphertext;
  readonly relayPointId?: string;
}

/** Claims that an order has across streams, given back when it ends before it ships (T05, T29). */
export interface Claims {
  readonly voucher?: { readonly code: string };
  /** Mobile terminals, by the business's SIREN and the day they count for (T07). */
  readonly terminals?: {
    readonly siren: string;
    readonly units: number;
    readonly day: string;
    readonly week: string;
  };
  /** Flash-sale units, by SKU and start of the sale (T09). */
  readonly flashSales?: readonly { readonly sku: string; readonly sale: string; readonly units: number }[];
}

/** What the staff should look at (T15, T26). */
export const ORDER_FLAGS = ['price-suspect', 'promise-missed', 'refund-refused', 'notice-undeliverable'] as const;
export type OrderFlag = (typeof ORDER_FLAGS)[number];

export type OrderPlaced = DomainEvent<
  'OrderPlaced',
  {
    readonly orderId: string;
    readonly customerId: string;
    readonly lines: readonly OrderLine[];
    readonly totals: Totals;
    readonly delivery: Delivery;
    readonly payment: {
      /** `none`: an exchange has nothing to pay (T27). */
      readonly method: 'card' | 'cash-on-delivery' | 'voucher' | 'none';
      readonly cardToken?: Ciphertext;
    };
    readonly termsVersion: string;
    readonly claims?: Claims;
    readonly flags?: readonly OrderFlag[];
    /** The order whose defective item this one exchanges (T27). */
    readonly exchangeOf?: string;
    readonly placedAt: string;
  }
>;
/** The request that was to place the order came to nothing: no order comes to be here, so its claims may go back. */
export type OrderAbandoned = DomainEvent<'OrderAbandoned', { readonly abandonedAt: string }>;
/** What the order claimed across streams and needs no more was given back. */
export type ClaimsGivenBack = DomainEvent<'ClaimsGivenBack', { readonly givenBackAt: string }>;

export type PlacementEvent = OrderPlaced | OrderAbandoned | ClaimsGivenBack;
