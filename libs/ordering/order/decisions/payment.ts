import {
  type RecordAuthorisation,
  type RecordAuthorisationVoided,
  type RecordCashCollected,
  type RecordDebit,
  type RecordRefund,
  type ReplacePaymentMethod,
  type RetryRefund,
} from '../commands/payment.js';
import {
  type AuthorisationCameTooLate,
  type AuthorisationRenewalRefused,
  type AuthorisationRenewed,
  type AuthorisationVoided,
  type CardDebitedOnShipment,
  type CashCollected,
  type DebitRefused,
  type PaymentMethodReplaced,
  type PaymentRefused,
  type PaymentValidated,
  type PropertyTransferred,
  type RefundRefused,
  type RefundRequested,
  type Refunded,
} from '../events/payment.js';
import { type Shipped } from '../events/shipment.js';
import { cashAmountMismatch, invalidTransition, refuse } from '../order.errors.js';
import { orderNumberOf } from '../order.number.js';
import { type Order, hasShipped, isOver, itemsOf } from '../order.state.js';

export const recordAuthorisation = (
  { attempt, result, now }: RecordAuthorisation,
  order: Order,
):
  | []
  | [
      PaymentValidated | PaymentRefused | AuthorisationRenewed | AuthorisationRenewalRefused | AuthorisationCameTooLate,
    ] => {
  if (attempt !== order.payment.attempt || order.payment.method !== 'card') return [];
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

export const replacePaymentMethod = (
  { cardToken, now }: ReplacePaymentMethod,
  order: Order,
): [PaymentMethodReplaced] => {
  if (order.payment.state !== 'action-required' || isOver(order))
    throw invalidTransition(
      `the payment of order ${order.orderId} is ${order.payment.state}: no other card is asked for`,
    );
  return [{ type: 'PaymentMethodReplaced', data: { cardToken, replacedAt: now } }];
};

export const recordAuthorisationVoided = (
  { reference, now }: RecordAuthorisationVoided,
  order: Order,
): [] | [AuthorisationVoided] =>
  order.payment.toVoid.includes(reference) ? [{ type: 'AuthorisationVoided', data: { reference, voidedAt: now } }] : [];

/** T17: the shipment and its debit stand in one append, so neither is ever without the other. */
export const recordDebit = (
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

/** T16, T22: the whole price, once. */
export const recordCashCollected = (
  { amountCents, at, now }: RecordCashCollected,
  order: Order,
): [] | [CashCollected, PropertyTransferred] => {
  const { method, state } = order.payment;
  if (state === 'collected') return [];
  if (method !== 'cash-on-delivery' || state !== 'to-collect' || !hasShipped(order))
    throw invalidTransition(`order ${order.orderId} is ${order.status}, paid by ${method}: no cash is to be collected`);
  const { toPayCents } = order.totals;
  if (amountCents !== toPayCents)
    throw refuse(cashAmountMismatch(`order ${order.orderId} costs ${toPayCents} cents, not ${amountCents}`));
  return [
    { type: 'CashCollected', data: { amountCents, collectedAt: at, reportedAt: now } },
    { type: 'PropertyTransferred', data: { transferredAt: at } },
  ];
};

/** T29: once, for what was debited. */
export const recordRefund = ({ key, result, now }: RecordRefund, order: Order): [] | [Refunded | RefundRefused] => {
  const refund = order.payment.pendingRefund;
  if (refund?.key !== key) return [];
  if (result.outcome === 'refused') {
    const isKnown = order.flags.includes('refund-refused');
    return isKnown ? [] : [{ type: 'RefundRefused', data: { key, reason: result.reason, refusedAt: now } }];
  }
  const { reference, amountCents, refundedAt } = result;
  if (amountCents !== refund.amountCents)
    throw new Error(`${key}: ${amountCents} cents were refunded instead of ${refund.amountCents}`);
  return [{ type: 'Refunded', data: { key, reference, amountCents, refundedAt } }];
};

/** T29: under a key of its own, since the provider answers a key for ever as it did first; nothing was paid under that one. */
export const retryRefund = ({ now }: RetryRefund, order: Order): [RefundRequested] => {
  const { pendingRefund, refundsRefused } = order.payment;
  if (!pendingRefund || !order.flags.includes('refund-refused'))
    throw invalidTransition(`no refund of order ${order.orderId} was refused: it is ${order.payment.state}`);
  const { capture, amountCents } = pendingRefund;
  const key = `refund-${order.orderId}-${refundsRefused! + 1}`;
  return [{ type: 'RefundRequested', data: { key, capture, amountCents, requestedAt: now } }];
};
