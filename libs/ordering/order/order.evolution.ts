import { noticeOf } from './notices.js';
import { type OrderEvent, type OrderFlag, type OrderPlaced, type PaymentValidated } from './order.events.js';
import {
  type Authorisation,
  type Defect,
  type Order,
  type OrderState,
  type OrderStatus,
  type Payment,
  type PaymentState,
  everyItemIsIn,
} from './order.state.js';

/** What an event makes of an order. */
export const evolve = (order: OrderState, event: OrderEvent): OrderState => {
  if (event.type === 'OrderPlaced') return place(event.data);
  if (event.type === 'OrderAbandoned') return 'given-up';
  if (order === undefined || order === 'given-up') throw new Error(`${event.type} before OrderPlaced`);
  return owe((evolutions[event.type] as Evolution<Evolvable['data']>)(order, event.data), event);
};

const place = ({ payment, placedAt, flags, lines, ...placed }: OrderPlaced['data']): Order => {
  const preorders = lines.flatMap(({ sku, preorder }) =>
    preorder ? [[sku, { ...preorder, isOnSale: false }] as const] : [],
  );
  return {
    ...placed,
    lines,
    orderNumber: null,
    status: 'placed',
    payment: { ...payment, state: 'pending', attempt: 1, toVoid: [], debitsRefused: 0 },
    held: {},
    ...(preorders.length > 0 && { preorders: Object.fromEntries(preorders) }),
    stockAnswered: false,
    flags: flags ?? [],
    notices: 0,
    steps: [{ status: 'placed', at: placedAt }],
  };
};

type Evolvable = Exclude<OrderEvent, { type: 'OrderPlaced' | 'OrderAbandoned' }>;
type Evolution<Data> = (order: Order, data: Data) => Order;

const evolutions: { readonly [Event in Evolvable as Event['type']]: Evolution<Event['data']> } = {
  PaymentValidated: (order, data) => {
    const { orderNumber, validatedAt } = data;
    return reach({ ...validated(order, data), orderNumber, registeredAt: validatedAt }, 'registered', validatedAt);
  },
  AuthorisationRenewed: (order, data) => {
    const { reference, renewedAt, authorisedUntil, replaces } = data;
    const renewed = authorise(order, { since: renewedAt, until: authorisedUntil, reference }, replaces);
    return order.payment.state === 'action-required' || order.payment.state === 'pending'
      ? reach(renewed, resumedStatus(renewed), renewedAt)
      : renewed;
  },
  PaymentRefused: (order, data) => requireAction(order, data.refusedAt, order.payment.attempt + 1),
  AuthorisationRenewalRefused: (order, data) => requireAction(order, data.refusedAt, order.payment.attempt + 1),
  DebitRefused: (order, data) => {
    const { pendingDebit: _, ...payment } = order.payment;
    const refused = { ...order, payment: { ...payment, debitsRefused: payment.debitsRefused + 1 } };
    // A renewal may have been asked for and its answer lost: the next card is asked for under a key of its own.
    return requireAction(refused, data.refusedAt, payment.attempt + 1);
  },
  PaymentMethodReplaced: (order, data) => {
    const { actionRequiredSince: _, ...payment } = order.payment;
    return { ...order, payment: { ...payment, state: 'pending', cardToken: data.cardToken } };
  },
  AuthorisationCameTooLate: (order, data) =>
    pay(order, {
      toVoid: [...order.payment.toVoid, data.reference],
      attempt: order.payment.attempt + 1,
    }),
  AuthorisationVoided: (order, data) => {
    const toVoid = order.payment.toVoid.filter((reference) => reference !== data.reference);
    const isGivenUp = order.status === 'cancelled' || order.status === 'refused';
    return pay(order, { toVoid, ...(isGivenUp && toVoid.length === 0 && { state: 'voided' }) });
  },
  ItemsAllocated: (order, data) => {
    const held = Object.fromEntries(data.items.map(({ sku, quantity }) => [sku, quantity]));
    return { ...order, held: { ...order.held, ...held } };
  },
  AvailabilityChanged: (order, data) => {
    const { sku, availableFrom, confirmed } = data;
    const { movedPromise: _, ...rest } = order;
    const preorders = { ...order.preorders, [sku]: { availableFrom, confirmed, isOnSale: false } };
    return { ...rest, preorders, flags: order.flags.filter((flag) => flag !== 'promise-missed') };
  },
  PreorderOnSale: (order, data) => {
    const { sku } = data;
    return { ...order, preorders: { ...order.preorders, [sku]: { ...order.preorders![sku]!, isOnSale: true } } };
  },
  StockAwaited: (order, data) => {
    const isStopped = order.payment.state === 'action-required' || order.payment.state === 'pending';
    const answered = { ...order, stockAnswered: true };
    return isStopped ? answered : reach(answered, 'on-hold', data.awaitedAt);
  },
  OrderCompleted: (order) => ({ ...order, stockAnswered: true }),
  OrderReleased: (order, data) => reach({ ...order, releasedAt: data.releasedAt }, 'in-preparation', data.releasedAt),
  PromiseMoved: (order, data) => {
    const { movedAt: _, ...movedPromise } = data;
    return { ...order, movedPromise };
  },
  PromiseMissed: (order) => flag(order, 'promise-missed'),
  DebitRequested: (order, data) => {
    const { requestedAt: _, ...pendingDebit } = data;
    return pay(order, { pendingDebit });
  },
  Shipped: (order, data) => {
    const { trackingNumber, shippedAt } = data;
    return reach(deliver(order, { trackingNumber }), 'shipped', shippedAt);
  },
  CardDebitedOnShipment: (order, data) => {
    const { pendingDebit: _, ...payment } = order.payment;
    const { reference, amountCents } = data;
    return { ...order, payment: { ...payment, state: 'debited', debited: { reference, amountCents } } };
  },
  CashCollected: (order) => pay(order, { state: 'collected' }),
  PropertyTransferred: (order) => order,
  AvailableForPickUp: (order, data) => {
    const { pickUpBefore, availableAt } = data;
    const waiting = deliver(order, pickUpBefore === undefined ? {} : { pickUpBefore });
    return order.status === 'shipped' ? reach(waiting, 'available-at-relay', availableAt) : waiting;
  },
  Delivered: (order, data) => {
    const { deliveredAt } = data;
    const delivered = deliver(order, { deliveredAt });
    return order.status === 'withdrawn' ? delivered : reach(delivered, 'delivered', deliveredAt);
  },
  NotCollected: (order, data) => reach(order, 'not-collected', data.endedAt),
  OrderWithdrawn: (order, data) => reach(order, 'withdrawn', data.withdrawnAt),
  ReturnReceived: (order, data) => {
    const back = deliver(order, { returnedAt: data.receivedAt });
    return order.payment.state === 'to-collect' ? pay(back, { state: 'voided' }) : back;
  },
  RefundRequested: (order, data) => {
    const { requestedAt: _, ...pendingRefund } = data;
    return pay({ ...order, flags: order.flags.filter((flag) => flag !== 'refund-refused') }, { pendingRefund });
  },
  Refunded: (order, data) => {
    const { pendingRefund: _, ...payment } = order.payment;
    return refund({ ...order, payment }, data.refundedAt);
  },
  RefundRefused: (order) =>
    flag(pay(order, { refundsRefused: (order.payment.refundsRefused ?? 0) + 1 }), 'refund-refused'),
  CashRefundDue: (order, data) => refund(order, data.dueAt),
  ClaimsGivenBack: (order, data) => {
    const { claims: _, ...rest } = order;
    const hasPaid = order.delivery.returnedAt !== undefined && order.totals.voucherCents > 0;
    return hasPaid && order.payment.state !== 'debited' ? refund(rest, data.givenBackAt) : rest;
  },
  OrderCancelled: (order, data) => reach({ ...order, payment: giveUp(order.payment) }, 'cancelled', data.cancelledAt),
  OrderRefused: (order, data) => reach({ ...order, payment: giveUp(order.payment) }, 'refused', data.refusedAt),
  DefectReported: (order, data) => {
    const { description: _, reportedAt: __, ...reported } = data;
    const defect: Defect = reported.outcome === 'exchange' ? { ...reported, isPlaced: false } : reported;
    return { ...order, defects: [...(order.defects ?? []), defect] };
  },
  CustomerNotified: (order, { number }) => settleNotice(order, number),
  NoticeUndeliverable: (order, { number }) => flag(settleNotice(order, number), 'notice-undeliverable'),
  ExchangePlaced: (order, data) => {
    const { exchangeOrderId } = data;
    const defects = order.defects!.map((defect) =>
      defect.outcome === 'exchange' && defect.exchangeOrderId === exchangeOrderId
        ? { ...defect, isPlaced: true }
        : defect,
    );
    return { ...order, defects };
  },
};

/** What the event owes the customer to hear of it. */
const owe = (order: Order, event: OrderEvent): Order => {
  const owed = noticeOf(event);
  if (!owed) return order;
  const number = order.notices + 1;
  return { ...order, notices: number, noticesOwed: [...(order.noticesOwed ?? []), { ...owed, number }] };
};

const settleNotice = (order: Order, number: number): Order => {
  const { noticesOwed = [], ...rest } = order;
  const left = noticesOwed.filter((owed) => owed.number !== number);
  return left.length === 0 ? rest : { ...rest, noticesOwed: left };
};

const reach = (order: Order, status: OrderStatus, at: string): Order => ({
  ...order,
  status,
  steps: order.status === status ? order.steps : [...order.steps, { status, at }],
});

const pay = (order: Order, change: Partial<Payment>): Order => ({
  ...order,
  payment: { ...order.payment, ...change },
});

const deliver = (order: Order, change: Partial<Order['delivery']>): Order => ({
  ...order,
  delivery: { ...order.delivery, ...change },
});

const flag = (order: Order, name: OrderFlag): Order =>
  order.flags.includes(name) ? order : { ...order, flags: [...order.flags, name] };

const refund = (order: Order, at: string): Order => reach(pay(order, { state: 'refunded' }), 'refunded', at);

const validated = (order: Order, data: PaymentValidated['data']): Order => {
  const { reference, authorisedUntil, validatedAt, amountCents } = data;
  if (reference !== undefined) return authorise(order, { reference, since: validatedAt, until: authorisedUntil! });
  const unpaid: PaymentState = order.totals.voucherCents > 0 ? 'covered-by-voucher' : 'nothing-to-pay';
  return pay(order, { state: amountCents > 0 ? 'to-collect' : unpaid });
};

const authorise = (order: Order, authorisation: Authorisation, replaces?: string): Order => {
  const { actionRequiredSince: _, ...payment } = order.payment;
  const toVoid = replaces === undefined ? payment.toVoid : [...payment.toVoid, replaces];
  return {
    ...order,
    payment: { ...payment, state: 'authorised', attempt: payment.attempt + 1, authorisation, toVoid },
  };
};

const requireAction = (order: Order, since: string, attempt: number): Order =>
  reach(
    pay(order, { state: 'action-required', attempt, actionRequiredSince: since }),
    'payment-action-required',
    since,
  );

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
