import { addDays, parisDay } from '../calendar/paris-calendar.js';
import { type DeliveryPromise, deliveryWindow } from '../calendar/delivery-promise.js';
import { type Totals } from '../pricing/totals.js';
import { type Notice } from './events/notice.js';
import {
  type Availability,
  type Ciphertext,
  type Claims,
  type Delivery,
  type Item,
  type OrderFlag,
  type OrderLine,
  type OrderPlaced,
} from './events/placement.js';

export const ORDER_STATUSES = [
  'placed',
  'refused',
  'payment-action-required',
  'registered',
  'on-hold',
  'in-preparation',
  'shipped',
  'available-at-relay',
  'delivered',
  'not-collected',
  'cancelled',
  'withdrawn',
  'refunded',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export type PaymentState =
  | 'pending'
  | 'authorised'
  | 'action-required'
  | 'debited'
  | 'to-collect'
  | 'collected'
  | 'covered-by-voucher'
  | 'nothing-to-pay'
  | 'voided'
  | 'refunded';

export interface Authorisation {
  readonly reference: string;
  readonly since: string;
  readonly until: string;
}

/** A debit asked for. */
export interface Debit {
  readonly key: string;
  readonly authorisation: string;
  readonly amountCents: number;
  readonly trackingNumber: string;
}

/** A refund asked for. */
export interface Refund {
  readonly key: string;
  readonly capture: string;
  readonly amountCents: number;
}

export interface Payment {
  readonly method: OrderPlaced['data']['payment']['method'];
  readonly state: PaymentState;
  readonly cardToken?: Ciphertext;
  /** Number of the authorisation being asked for or to be asked for next; a part of its idempotency key. */
  readonly attempt: number;
  readonly authorisation?: Authorisation;
  /** Authorisations that nothing will be debited on any more. */
  readonly toVoid: readonly string[];
  readonly actionRequiredSince?: string;
  /** A debit asked for whose outcome is not recorded yet. */
  readonly pendingDebit?: Debit;
  readonly debitsRefused: number;
  /** What the card paid. */
  readonly debited?: { readonly reference: string; readonly amountCents: number };
  /** A refund asked for whose outcome is not recorded yet. */
  readonly pendingRefund?: Refund;
  readonly refundsRefused?: number;
}

/** What became of a failed item (T27). */
export type Defect = { readonly claimId: string; readonly sku: string } & (
  | { readonly outcome: 'exchange'; readonly exchangeOrderId: string; readonly isPlaced: boolean }
  | { readonly outcome: 'warranty'; readonly route: string }
);

/** An e-mail that is to be sent, numbered in the order of what it is about. */
export interface NoticeOwed {
  readonly notice: Notice;
  readonly number: number;
  readonly since: string;
}

export interface Order {
  readonly orderId: string;
  readonly orderNumber: string | null;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly lines: readonly OrderLine[];
  readonly totals: Totals;
  readonly delivery: Delivery & {
    readonly trackingNumber?: string;
    /** The last day on which the parcel can be fetched (T25). */
    readonly pickUpBefore?: string;
    readonly deliveredAt?: string;
    /** When the parcel was back at the warehouse. */
    readonly returnedAt?: string;
  };
  readonly payment: Payment;
  readonly termsVersion: string;
  readonly registeredAt?: string;
  /** Units held in stock for it, by SKU. */
  readonly held: Readonly<Record<string, number>>;
  /** Preordered products, by SKU (T13). */
  readonly preorders?: Readonly<Record<string, Availability & { readonly isOnSale: boolean }>>;
  /** True once it was said what the order waits for, or that it waits for nothing. */
  readonly stockAnswered: boolean;
  readonly releasedAt?: string;
  /** What it still claims across streams. */
  readonly claims?: Claims;
  /** The promised window, where it is no longer the first one (T28). */
  readonly movedPromise?: { readonly from: string; readonly until: string; readonly reason: string };
  readonly flags: readonly OrderFlag[];
  readonly exchangeOf?: string;
  readonly defects?: readonly Defect[];
  /** E-mails that the customer is still to get. */
  readonly noticesOwed?: readonly NoticeOwed[];
  /** Notices that there have been in all. */
  readonly notices: number;
  readonly steps: readonly { readonly status: OrderStatus; readonly at: string }[];
}

/** Undefined: there is no such order. Given up: and none will be. */
export type OrderState = Order | 'given-up' | undefined;
export const initialState = undefined as OrderState;

/** The order, if there is one. */
export const orderOf = (state: OrderState): Order | undefined => (state === 'given-up' ? undefined : state);

/** Kinds that are listed on an order under contracts of their own: neither in its total, its stock nor its parcel (T21). */
const CONTRACT_KINDS: readonly string[] = ['mobile-plan', 'service', 'option'];

export const isGoods = ({ kind }: { readonly kind: string }): boolean => !CONTRACT_KINDS.includes(kind);

/** What the parcel of an order holds: units by SKU, summed over its lines of goods. */
export const itemsOf = (lines: readonly (Item & { readonly kind: string })[]): Item[] => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines.filter(isGoods)) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
};

type Holding = Pick<Order, 'lines' | 'held' | 'preorders'>;

/** T13: true for an item that was ordered before it is on sale. */
export const isPreordered = ({ preorders }: Holding, sku: string): boolean => preorders?.[sku]?.isOnSale === false;

/** What is still missing of an order: units not held for it, and what is not on sale yet. */
export const missingItems = (order: Holding): Item[] =>
  itemsOf(order.lines)
    .map(({ sku, quantity }) => ({
      sku,
      quantity: isPreordered(order, sku) ? quantity : quantity - (order.held[sku] ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0);

/** T11: an order waits until every item of it is in. The one place where that is decided. */
export const everyItemIsIn = (order: Holding): boolean => {
  const items = itemsOf(order.lines);
  return (
    items.length > 0 &&
    items.every(({ sku, quantity }) => (order.held[sku] ?? 0) >= quantity && !isPreordered(order, sku))
  );
};

export const isOver = ({ status }: Pick<Order, 'status'>): boolean =>
  ['refused', 'cancelled', 'delivered', 'not-collected', 'withdrawn', 'refunded'].includes(status);

export const hasShipped = (order: Order): boolean => order.delivery.trackingNumber !== undefined;

/** True if the parcel can be handed over as far as money goes: authorised, to be collected, or nothing to pay. */
export const paymentStands = ({ payment: { state, authorisation } }: Order, now: string): boolean =>
  state === 'authorised'
    ? authorisation!.until > now
    : ['to-collect', 'covered-by-voucher', 'nothing-to-pay'].includes(state);

type Promised = Pick<Order, 'registeredAt' | 'preorders'> & {
  readonly movedPromise?: Order['movedPromise'] | undefined;
};

/** The day from which delivery is promised: registration, or the last date of its preorders (T13, T26). */
export const promiseBase = ({ registeredAt, preorders }: Promised): string | undefined => {
  if (registeredAt === undefined) return undefined;
  const dates = Object.values(preorders ?? {}).map(({ availableFrom }) => availableFrom);
  return [parisDay(registeredAt), ...dates].reduce((last, day) => (day > last ? day : last));
};

/** T26: when delivery is promised; undefined until the order is registered. */
export const promiseOf = (order: Promised): DeliveryPromise | undefined => {
  const base = promiseBase(order);
  if (base === undefined) return undefined;
  const provisional = Object.values(order.preorders ?? {}).some(({ confirmed, isOnSale }) => !confirmed && !isOnSale);
  const first = deliveryWindow(base);
  return order.movedPromise ? { ...order.movedPromise, previous: first, provisional } : { ...first, provisional };
};

/** T29: the last day on which the customer can withdraw; undefined before receipt. */
export const lastDayToWithdraw = ({ delivery }: Order, periodDays: number): string | undefined =>
  delivery.deliveredAt === undefined ? undefined : addDays(parisDay(delivery.deliveredAt), periodDays);

/** What an order claims and needs no more, once it has ended; `paidCents`: what a voucher goes back with (T20). */
export const claimsToGiveBack = ({
  status,
  claims,
  delivery,
  totals,
}: Order): { readonly claims: Claims; readonly paidCents?: number } | undefined => {
  if (!claims) return undefined;
  if (status === 'cancelled' || status === 'refused') return { claims };
  if (delivery.returnedAt === undefined || !claims.voucher) return undefined;
  return { claims: { voucher: claims.voucher }, paidCents: totals.voucherCents };
};

/** Orders that exchange an item of this one and are still to be placed (T27). */
export const exchangesToPlace = ({ defects = [] }: Order): { exchangeOrderId: string; sku: string }[] =>
  defects.flatMap((defect) => (defect.outcome === 'exchange' && !defect.isPlaced ? [defect] : []));
