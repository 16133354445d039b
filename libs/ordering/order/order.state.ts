import { type Ciphertext, type Delivery, type Item, type OrderEvent, type OrderLine } from './order.events.js';
import { type Totals } from '../pricing/totals.js';

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
  | 'voided'
  | 'refunded';

export interface Authorisation {
  readonly reference: string;
  readonly since: string;
  readonly until: string;
}

export interface Debit {
  readonly key: string;
  readonly authorisation: string;
  readonly amountCents: number;
  readonly trackingNumber: string;
}

export interface Payment {
  readonly method: 'card';
  readonly state: PaymentState;
  readonly cardToken: Ciphertext;
  /** Number of the authorisation being asked for or to be asked for next; a part of its idempotency key. */
  readonly attempt: number;
  readonly authorisation?: Authorisation;
  /** Authorisations that nothing will be debited on any more. */
  readonly toVoid: readonly string[];
  readonly actionRequiredSince?: string;
  /** A debit asked for whose outcome is not recorded yet. */
  readonly pendingDebit?: Debit;
  readonly debitsRefused: number;
}

export interface Order {
  readonly orderId: string;
  readonly orderNumber: string | null;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly lines: readonly OrderLine[];
  readonly totals: Totals;
  readonly delivery: Delivery & { readonly trackingNumber?: string };
  readonly payment: Payment;
  readonly termsVersion: string;
  readonly registeredAt?: string;
  /** Units held in stock for it, by SKU. */
  readonly held: Readonly<Record<string, number>>;
  /** True once it was said what the order waits for, or that it waits for nothing. */
  readonly stockAnswered: boolean;
  readonly releasedAt?: string;
  readonly steps: readonly { readonly status: OrderStatus; readonly at: string }[];
}

/** Undefined: there is no such order. */
export type OrderState = Order | undefined;
export const initialState = undefined as OrderState;

/** Kinds that are listed on an order under contracts of their own: neither in its total, its stock nor its parcel (T21). */
const CONTRACT_KINDS: readonly string[] = ['mobile-plan', 'service', 'option'];

export const isGoods = ({ kind }: { readonly kind: string }): boolean => !CONTRACT_KINDS.includes(kind);

/** What the parcel of an order holds: units by SKU, summed over its lines of goods. */
export const itemsOf = (lines: readonly (Item & { readonly kind: string })[]): Item[] => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines.filter(isGoods)) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
};

/** What is still missing of an order, given the units held for it. */
export const missingItems = (order: Pick<Order, 'lines' | 'held'>): Item[] =>
  itemsOf(order.lines)
    .map(({ sku, quantity }) => ({ sku, quantity: quantity - (order.held[sku] ?? 0) }))
    .filter(({ quantity }) => quantity > 0);

/** T11: an order waits until every item of it is in. The one place where that is decided. */
export const everyItemIsIn = (order: Pick<Order, 'lines' | 'held'>): boolean => {
  const items = itemsOf(order.lines);
  return items.length > 0 && items.every(({ sku, quantity }) => (order.held[sku] ?? 0) >= quantity);
};

export const isOver = ({ status }: Order): boolean =>
  ['refused', 'cancelled', 'delivered', 'not-collected', 'withdrawn', 'refunded'].includes(status);

export const hasShipped = (order: Order): boolean => order.delivery.trackingNumber !== undefined;

export const evolve = (order: OrderState, event: OrderEvent): OrderState => {
  if (event.type === 'OrderPlaced') return place(event.data);
  if (order === undefined) throw new Error(`${event.type} before OrderPlaced`);
  return next(order, event);
};

const place = ({ payment, placedAt, ...placed }: Extract<OrderEvent, { type: 'OrderPlaced' }>['data']): Order => ({
  ...placed,
  orderNumber: null,
  status: 'placed',
  payment: { ...payment, state: 'pending', attempt: 1, toVoid: [], debitsRefused: 0 },
  held: {},
  stockAnswered: false,
  steps: [{ status: 'placed', at: placedAt }],
});

const next = (order: Order, event: Exclude<OrderEvent, { type: 'OrderPlaced' }>): Order => {
  switch (event.type) {
    case 'PaymentValidated': {
      const { orderNumber, reference, validatedAt, authorisedUntil } = event.data;
      const authorised = pay(order, { since: validatedAt, until: authorisedUntil, reference });
      return reach({ ...authorised, orderNumber, registeredAt: validatedAt }, 'registered', validatedAt);
    }
    case 'AuthorisationRenewed': {
      const { reference, renewedAt, authorisedUntil, replaces } = event.data;
      const renewed = pay(order, { since: renewedAt, until: authorisedUntil, reference }, replaces);
      return order.payment.state === 'action-required' || order.payment.state === 'pending'
        ? reach(renewed, resumedStatus(renewed), renewedAt)
        : renewed;
    }
    case 'PaymentRefused':
    case 'AuthorisationRenewalRefused':
      return requireAction(order, event.data.refusedAt, order.payment.attempt + 1);
    case 'DebitRefused': {
      const { pendingDebit: _, ...payment } = order.payment;
      const refused = { ...order, payment: { ...payment, debitsRefused: payment.debitsRefused + 1 } };
      // A renewal may have been asked for and its answer lost: the next card is asked for under a key of its own.
      return requireAction(refused, event.data.refusedAt, payment.attempt + 1);
    }
    case 'PaymentMethodReplaced': {
      const { actionRequiredSince: _, ...payment } = order.payment;
      return { ...order, payment: { ...payment, state: 'pending', cardToken: event.data.cardToken } };
    }
    case 'AuthorisationCameTooLate': {
      const toVoid = [...order.payment.toVoid, event.data.reference];
      return { ...order, payment: { ...order.payment, toVoid, attempt: order.payment.attempt + 1 } };
    }
    case 'AuthorisationVoided': {
      const toVoid = order.payment.toVoid.filter((reference) => reference !== event.data.reference);
      const state = order.status === 'cancelled' && toVoid.length === 0 ? 'voided' : order.payment.state;
      return { ...order, payment: { ...order.payment, toVoid, state } };
    }
    case 'ItemsAllocated': {
      const held = Object.fromEntries(event.data.items.map(({ sku, quantity }) => [sku, quantity]));
      return { ...order, held: { ...order.held, ...held } };
    }
    case 'StockAwaited':
      return order.payment.state === 'authorised'
        ? reach({ ...order, stockAnswered: true }, 'on-hold', event.data.awaitedAt)
        : { ...order, stockAnswered: true };
    case 'OrderCompleted':
      return { ...order, stockAnswered: true };
    case 'OrderReleased':
      return reach({ ...order, releasedAt: event.data.releasedAt }, 'in-preparation', event.data.releasedAt);
    case 'DebitRequested': {
      const { requestedAt: _, ...pendingDebit } = event.data;
      return { ...order, payment: { ...order.payment, pendingDebit } };
    }
    case 'Shipped': {
      const { trackingNumber, shippedAt } = event.data;
      return reach({ ...order, delivery: { ...order.delivery, trackingNumber } }, 'shipped', shippedAt);
    }
    case 'CardDebitedOnShipment': {
      const { pendingDebit: _, ...payment } = order.payment;
      return { ...order, payment: { ...payment, state: 'debited' } };
    }
    case 'PropertyTransferred':
      return order;
    case 'Delivered':
      return reach(order, 'delivered', event.data.deliveredAt);
    case 'OrderCancelled':
      return reach({ ...order, payment: giveUp(order.payment) }, 'cancelled', event.data.cancelledAt);
  }
};

const reach = (order: Order, status: OrderStatus, at: string): Order => ({
  ...order,
  status,
  steps: order.status === status ? order.steps : [...order.steps, { status, at }],
});

const pay = (order: Order, authorisation: Authorisation, replaces?: string): Order => {
  const { actionRequiredSince: _, ...payment } = order.payment;
  const toVoid = replaces === undefined ? payment.toVoid : [...payment.toVoid, replaces];
  return {
    ...order,
    payment: { ...payment, state: 'authorised', attempt: payment.attempt + 1, authorisation, toVoid },
  };
};

const requireAction = (order: Order, since: string, attempt: number): Order => {
  const payment: Payment = { ...order.payment, state: 'action-required', attempt, actionRequiredSince: since };
  return reach({ ...order, payment }, 'payment-action-required', since);
};

/** Where an order goes on once its payment was put right. */
const resumedStatus = (order: Order): OrderStatus => {
  if (order.stockAnswered && !everyItemIsIn(order)) return 'on-hold';
  return order.steps.findLast(({ status }) => status !== 'payment-action-required')?.status ?? 'registered';
};

const giveUp = (payment: Payment): Payment => {
  const { authorisation, actionRequiredSince: _, ...rest } = payment;
  if (!authorisation) return { ...rest, state: rest.toVoid.length > 0 ? rest.state : 'voided' };
  return { ...rest, toVoid: [...rest.toVoid, authorisation.reference] };
};
