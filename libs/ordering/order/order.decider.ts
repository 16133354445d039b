import { type Decider } from '#event-sourcing';
import { admit } from './order.admission.js';
import {
  type CancelOrder,
  type CancelUnpaidOrder,
  type OrderCommand,
  type PlaceOrder,
  type RecordAllocations,
  type RecordAuthorisation,
  type RecordAuthorisationVoided,
  type RecordDebit,
  type RecordDelivery,
  type ReleaseOrder,
  type ReplacePaymentMethod,
  type ShipOrder,
} from './order.commands.js';
import { invalidTransition, orderNotFound, paymentRefused, refuse, tooLateToCancel } from './order.errors.js';
import {
  type AuthorisationCameTooLate,
  type AuthorisationRenewalRefused,
  type AuthorisationRenewed,
  type AuthorisationVoided,
  type CancellationReason,
  type CardDebitedOnShipment,
  type DebitRefused,
  type DebitRequested,
  type Delivered,
  type ItemsAllocated,
  type OrderCancelled,
  type OrderCompleted,
  type OrderEvent,
  type OrderPlaced,
  type OrderReleased,
  type PaymentMethodReplaced,
  type PaymentRefused,
  type PaymentValidated,
  type PropertyTransferred,
  type Shipped,
  type StockAwaited,
} from './order.events.js';
import { orderNumberOf } from './order.number.js';
import {
  type Order,
  type OrderState,
  everyItemIsIn,
  evolve,
  hasShipped,
  initialState,
  isOver,
  itemsOf,
  missingItems,
} from './order.state.js';

const placeOrder = (command: PlaceOrder, order: OrderState): [OrderPlaced] => {
  if (order) throw invalidTransition(`order ${command.orderId} was placed before`);
  return [admit(command)];
};

const recordAuthorisation = (
  { attempt, result, now }: RecordAuthorisation,
  order: Order,
):
  | []
  | [
      PaymentValidated | PaymentRefused | AuthorisationRenewed | AuthorisationRenewalRefused | AuthorisationCameTooLate,
    ] => {
  if (attempt !== order.payment.attempt) return [];
  const registered = order.orderNumber !== null;
  if (result.outcome === 'refused') {
    if (isOver(order) || hasShipped(order)) return [];
    const type = registered ? 'AuthorisationRenewalRefused' : 'PaymentRefused';
    return [{ type, data: { reason: result.reason, refusedAt: now } }];
  }
  const { reference, authorisedUntil } = result;
  if (isOver(order) || hasShipped(order))
    return [{ type: 'AuthorisationCameTooLate', data: { reference, receivedAt: now } }];
  if (registered) {
    const replaces = order.payment.authorisation!.reference;
    return [{ type: 'AuthorisationRenewed', data: { reference, authorisedUntil, replaces, renewedAt: now } }];
  }
  const [orderNumber, items] = [orderNumberOf(order.orderId), itemsOf(order.lines)];
  const amountCents = order.totals.toPayCents;
  return [
    {
      type: 'PaymentValidated',
      data: { orderNumber, items, amountCents, reference, authorisedUntil, validatedAt: now },
    },
  ];
};

const replacePaymentMethod = ({ cardToken, now }: ReplacePaymentMethod, order: Order): [PaymentMethodReplaced] => {
  if (order.payment.state !== 'action-required' || isOver(order))
    throw invalidTransition(
      `the payment of order ${order.orderId} is ${order.payment.state}: no other card is asked for`,
    );
  return [{ type: 'PaymentMethodReplaced', data: { cardToken, replacedAt: now } }];
};

const recordAuthorisationVoided = (
  { reference, now }: RecordAuthorisationVoided,
  order: Order,
): [] | [AuthorisationVoided] =>
  order.payment.toVoid.includes(reference) ? [{ type: 'AuthorisationVoided', data: { reference, voidedAt: now } }] : [];

/** T11: once every SKU has answered, the order is complete or says what it waits for; it is never delivered in part. */
const recordAllocations = (
  { held, now }: RecordAllocations,
  order: Order,
): (ItemsAllocated | OrderCompleted | StockAwaited)[] => {
  if (isOver(order) || order.orderNumber === null || everyItemIsIn(order)) return [];
  const items = held.filter(({ sku, quantity }) => quantity > (order.held[sku] ?? 0));
  const allocated: ItemsAllocated[] =
    items.length > 0 ? [{ type: 'ItemsAllocated', data: { items, allocatedAt: now } }] : [];
  const after = allocated.reduce<OrderState>(evolve, order)!;
  if (everyItemIsIn(after)) return [...allocated, { type: 'OrderCompleted', data: { completedAt: now } }];
  if (order.stockAnswered) return allocated;
  return [...allocated, { type: 'StockAwaited', data: { missing: missingItems(after), awaitedAt: now } }];
};

const releaseOrder = ({ now }: ReleaseOrder, order: Order): [] | [OrderReleased] => {
  if (isOver(order) || order.releasedAt !== undefined) return [];
  if (!everyItemIsIn(order))
    throw invalidTransition(`order ${order.orderId} waits for items: it is not released in part`);
  if (order.payment.state !== 'authorised' || order.payment.authorisation!.until <= now)
    throw invalidTransition(`order ${order.orderId} has no valid authorisation to be debited on at shipment`);
  return [{ type: 'OrderReleased', data: { releasedAt: now } }];
};

const shipOrder = ({ trackingNumber, now }: ShipOrder, order: Order): [] | [DebitRequested] => {
  const handedOver = order.delivery.trackingNumber ?? order.payment.pendingDebit?.trackingNumber;
  if (handedOver === trackingNumber) return [];
  if (handedOver !== undefined)
    throw invalidTransition(`order ${order.orderId} is handed over as parcel ${handedOver}`);
  if (order.payment.state === 'action-required' && !isOver(order))
    throw refuse(paymentRefused(`order ${order.orderId} waits for another means of payment`));
  if (order.status !== 'in-preparation' || !everyItemIsIn(order))
    throw invalidTransition(`order ${order.orderId} is ${order.status}, not in preparation`);
  const { reference, until } = order.payment.authorisation!;
  if (until <= now) throw invalidTransition(`the authorisation of order ${order.orderId} lapsed at ${until}`);
  const key = `debit-${order.orderId}-${order.payment.debitsRefused + 1}`;
  const amountCents = order.totals.toPayCents;
  return [
    { type: 'DebitRequested', data: { key, authorisation: reference, amountCents, trackingNumber, requestedAt: now } },
  ];
};

/** T17: the shipment and its debit stand in one append, so neither is ever without the other. */
const recordDebit = (
  { key, result, now }: RecordDebit,
  order: Order,
): [] | [DebitRefused] | [Shipped, CardDebitedOnShipment, PropertyTransferred] => {
  const debit = order.payment.pendingDebit;
  if (debit?.key !== key) return [];
  if (result.outcome === 'refused')
    return [{ type: 'DebitRefused', data: { key, reason: result.reason, refusedAt: now } }];
  if (result.amountCents !== debit.amountCents)
    throw new Error(`${key}: ${result.amountCents} cents were debited instead of ${debit.amountCents}`);
  const { reference, amountCents, capturedAt } = result;
  return [
    { type: 'Shipped', data: { trackingNumber: debit.trackingNumber, items: itemsOf(order.lines), shippedAt: now } },
    { type: 'CardDebitedOnShipment', data: { amountCents, reference, key, debitedAt: capturedAt } },
    { type: 'PropertyTransferred', data: { transferredAt: capturedAt } },
  ];
};

const recordDelivery = ({ at, now }: RecordDelivery, order: Order): [] | [Delivered] => {
  if (order.status === 'delivered') return [];
  if (order.status !== 'shipped') throw invalidTransition(`order ${order.orderId} is ${order.status}, not under way`);
  return [{ type: 'Delivered', data: { deliveredAt: at, reportedAt: now } }];
};

const cancelOrder = ({ reason, note, now }: CancelOrder, order: Order): [] | [OrderCancelled] => {
  if (order.status === 'cancelled') return [];
  if (hasShipped(order) || isOver(order))
    throw refuse(tooLateToCancel(`order ${order.orderId} is ${order.status}: it can be cancelled until it ships`));
  if (order.payment.pendingDebit)
    throw refuse(
      tooLateToCancel(`order ${order.orderId} is being handed over as ${order.payment.pendingDebit.trackingNumber}`),
    );
  return [cancelled(order, reason, now, note)];
};

const cancelUnpaidOrder = ({ now, graceMs }: CancelUnpaidOrder, order: Order): [] | [OrderCancelled] => {
  const { state, actionRequiredSince } = order.payment;
  if (isOver(order) || state !== 'action-required' || actionRequiredSince === undefined) return [];
  if (Date.parse(actionRequiredSince) + graceMs > Date.parse(now)) return [];
  return [cancelled(order, 'payment-not-put-right', now)];
};

const cancelled = (order: Order, reason: CancellationReason, cancelledAt: string, note?: string): OrderCancelled => ({
  type: 'OrderCancelled',
  data: {
    reason,
    ...(note !== undefined && { note }),
    claimed: order.orderNumber === null ? [] : itemsOf(order.lines),
    cancelledAt,
  },
});

const decide = (command: OrderCommand, order: OrderState): readonly OrderEvent[] => {
  if (command.type === 'PlaceOrder') return placeOrder(command, order);
  if (!order) throw orderNotFound(command.orderId);
  switch (command.type) {
    case 'RecordAuthorisation':
      return recordAuthorisation(command, order);
    case 'ReplacePaymentMethod':
      return replacePaymentMethod(command, order);
    case 'RecordAuthorisationVoided':
      return recordAuthorisationVoided(command, order);
    case 'RecordAllocations':
      return recordAllocations(command, order);
    case 'ReleaseOrder':
      return releaseOrder(command, order);
    case 'ShipOrder':
      return shipOrder(command, order);
    case 'RecordDebit':
      return recordDebit(command, order);
    case 'RecordDelivery':
      return recordDelivery(command, order);
    case 'CancelOrder':
      return cancelOrder(command, order);
    case 'CancelUnpaidOrder':
      return cancelUnpaidOrder(command, order);
  }
};

export const orderDecider: Decider<OrderState, OrderCommand, OrderEvent> = { initialState, decide, evolve };
