import { parisDay } from '../../calendar/paris-calendar.js';
import {
  type CancelOrder,
  type CancelUnpaidOrder,
  type RecordExchangePlaced,
  type RefuseOrder,
  type ReportDefect,
  type WithdrawOrder,
} from '../commands/ending.js';
import {
  type DefectReported,
  type ExchangePlaced,
  type OrderCancelled,
  type OrderRefused,
  type OrderWithdrawn,
} from '../events/ending.js';
import { alreadyShipped, invalidTransition, refuse, tooLateToCancel, withdrawalPeriodOver } from '../order.errors.js';
import {
  type Order,
  exchangesToPlace,
  hasShipped,
  isGoods,
  isOver,
  itemsOf,
  lastDayToWithdraw,
} from '../order.state.js';
import { warrantyRouteOf } from '../warranty-routes.js';

/** T27: a failure sooner than this after receipt is exchanged, always. */
const EXCHANGE_MS = 7 * 24 * 3600 * 1000;

/** T29: until it ships. */
export const cancelOrder = ({ reason, note, now }: CancelOrder, order: Order): [] | [OrderCancelled] => {
  if (order.status === 'cancelled') return [];
  if (hasShipped(order) || isOver(order))
    throw refuse(tooLateToCancel(`order ${order.orderId} is ${order.status}: it can be cancelled until it ships`));
  if (order.payment.pendingDebit) throw refuse(tooLateToCancel(beingHandedOver(order)));
  const data = { reason, ...(note !== undefined && { note }), claimed: claimedOf(order), cancelledAt: now };
  return [{ type: 'OrderCancelled', data }];
};

export const cancelUnpaidOrder = ({ now, graceMs }: CancelUnpaidOrder, order: Order): [] | [OrderCancelled] => {
  const { state, actionRequiredSince } = order.payment;
  if (isOver(order) || state !== 'action-required' || actionRequiredSince === undefined) return [];
  if (Date.parse(actionRequiredSince) + graceMs > Date.parse(now)) return [];
  const data = { reason: 'payment-not-put-right', claimed: claimedOf(order), cancelledAt: now } as const;
  return [{ type: 'OrderCancelled', data }];
};

/** T05: until it has shipped. */
export const refuseOrder = ({ reason, note, now }: RefuseOrder, order: Order): [] | [OrderRefused] => {
  if (order.status === 'refused') return [];
  if (hasShipped(order)) throw refuse(alreadyShipped(`order ${order.orderId} has shipped`));
  if (order.payment.pendingDebit) throw refuse(alreadyShipped(beingHandedOver(order)));
  if (isOver(order)) throw invalidTransition(`order ${order.orderId} is ${order.status}`);
  const data = { reason, ...(note !== undefined && { note }), claimed: claimedOf(order), refusedAt: now };
  return [{ type: 'OrderRefused', data }];
};

/** T29: from shipment until the end of the last day. */
export const withdrawOrder = ({ periodDays, now }: WithdrawOrder, order: Order): [] | [OrderWithdrawn] => {
  if (order.steps.some(({ status }) => status === 'withdrawn')) return [];
  const isSold = ['shipped', 'available-at-relay', 'delivered'].includes(order.status);
  if (!isSold || order.exchangeOf !== undefined)
    throw invalidTransition(
      order.exchangeOf === undefined
        ? `order ${order.orderId} is ${order.status}: a sale is withdrawn from after shipment, before it is cancelled`
        : `order ${order.orderId} is an exchange: the sale is order ${order.exchangeOf}`,
    );
  const lastDay = lastDayToWithdraw(order, periodDays);
  if (lastDay !== undefined && parisDay(now) > lastDay)
    throw refuse(withdrawalPeriodOver(`order ${order.orderId} could be withdrawn from until ${lastDay}`));
  return [{ type: 'OrderWithdrawn', data: { withdrawnAt: now } }];
};

/** T27: exchanged in the first week, else a claim on the route of the product range. */
export const reportDefect = (command: ReportDefect, order: Order): [] | [DefectReported] => {
  const { claimId, exchangeOrderId, sku, description, now } = command;
  if (order.defects?.some((defect) => defect.claimId === claimId)) return [];
  const line = order.lines.find((one) => one.sku === sku && isGoods(one));
  if (!line) throw invalidTransition(`order ${order.orderId} has no item ${sku}`);
  const { deliveredAt } = order.delivery;
  if (order.status !== 'delivered' || deliveredAt === undefined)
    throw invalidTransition(`order ${order.orderId} is ${order.status}: its items have not been received`);
  const reported = { claimId, sku, description, reportedAt: now };
  if (Date.parse(now) - Date.parse(deliveredAt) >= EXCHANGE_MS)
    return [{ type: 'DefectReported', data: { ...reported, outcome: 'warranty', route: warrantyRouteOf(line) } }];
  const bought = itemsOf(order.lines).find((item) => item.sku === sku)!.quantity;
  const exchanged = order.defects?.filter((defect) => defect.sku === sku && defect.outcome === 'exchange').length ?? 0;
  if (exchanged >= bought)
    throw invalidTransition(`all ${bought} of ${sku} on order ${order.orderId} have been exchanged`);
  return [{ type: 'DefectReported', data: { ...reported, outcome: 'exchange', exchangeOrderId } }];
};

export const recordExchangePlaced = (
  { exchangeOrderId, now }: RecordExchangePlaced,
  order: Order,
): [] | [ExchangePlaced] =>
  exchangesToPlace(order).some((exchange) => exchange.exchangeOrderId === exchangeOrderId)
    ? [{ type: 'ExchangePlaced', data: { exchangeOrderId, placedAt: now } }]
    : [];

/** Only a registered order has claimed stock. */
const claimedOf = (order: Order) => (order.orderNumber === null ? [] : itemsOf(order.lines));

const beingHandedOver = ({ orderId, payment }: Order): string =>
  `order ${orderId} is being handed over as ${payment.pendingDebit!.trackingNumber}`;
