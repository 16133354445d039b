import { type ForceMajeure, type Order, isOver, isPreordered, missingItems, promiseUnder } from '#ordering';
import { type TrackedOrder } from './order-tracking.projection.js';

/** What of the world a resource depends on beside its order. */
export interface Circumstances {
  readonly forceMajeure: ForceMajeure;
  /** The day it is in Paris. */
  readonly today: string;
}

/** T11, T13: what an order that waits still misses. Nothing of one that is whole, over, or whose stock has not answered yet. */
export const waitingFor = (order: Order) => {
  const waits = order.status === 'on-hold' || order.status === 'payment-action-required';
  if (!waits || !order.stockAnswered) return [];
  const nameOf = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return missingItems(order).map(({ sku, quantity }) => ({
    sku,
    name: nameOf.get(sku) ?? sku,
    missing: quantity,
    ...(isPreordered(order, sku)
      ? { reason: 'preorder' as const, expectedOn: order.preorders![sku]!.availableFrom }
      : { reason: 'stock' as const }),
  }));
};

const delivery = (order: Order, { forceMajeure, today }: Circumstances) => {
  const { method, relayPointId, trackingNumber, pickUpBefore } = order.delivery;
  return {
    method,
    promise: promiseUnder(order, forceMajeure, today) ?? null,
    ...(relayPointId !== undefined && { relayPointId }),
    ...(trackingNumber !== undefined && { trackingNumber }),
    ...(pickUpBefore !== undefined && !isOver(order) && { pickUpBefore }),
  };
};

/** What a customer sees of an order (contract.md, "tracking"). */
export const trackingResource = (order: TrackedOrder, circumstances: Circumstances) => ({
  orderNumber: order.orderNumber,
  status: order.status,
  steps: order.steps,
  lines: order.lines.map(({ sku, name, quantity }) => ({ sku, name, quantity })),
  waitingFor: waitingFor(order),
  delivery: delivery(order, circumstances),
  payment: { method: order.payment.method, state: order.payment.state },
  totals: order.totals,
});

/** What internal services see of an order (contract.md, "orders-api"). */
export const orderResource = (order: Order, circumstances: Circumstances) => ({
  orderId: order.orderId,
  orderNumber: order.orderNumber,
  customerId: order.customerId,
  status: order.status,
  lines: order.lines,
  totals: order.totals,
  payment: {
    method: order.payment.method,
    state: order.payment.state,
    ...(order.payment.authorisation && { authorisedUntil: order.payment.authorisation.until }),
  },
  delivery: delivery(order, circumstances),
  waitingFor: waitingFor(order),
  steps: order.steps,
  flags: order.flags,
  termsVersion: order.termsVersion,
  ...(order.exchangeOf !== undefined && { exchangeOf: order.exchangeOf }),
});

export type TrackingResource = ReturnType<typeof trackingResource>;
export type OrderResource = ReturnType<typeof orderResource>;
