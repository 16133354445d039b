import { type Order, deliveryPromise, missingItems } from '#ordering';
import { type TrackedOrder } from './order-tracking.projection.js';

/** T11: what an order that waits still misses. Nothing of one that is whole, over, or whose stock has not answered yet. */
export const waitingFor = (order: Order) => {
  const waits = order.status === 'on-hold' || order.status === 'payment-action-required';
  if (!waits || !order.stockAnswered) return [];
  const nameOf = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return missingItems(order).map(({ sku, quantity }) => ({
    sku,
    name: nameOf.get(sku) ?? sku,
    missing: quantity,
    reason: 'stock' as const,
  }));
};

const delivery = ({ delivery: { method, trackingNumber }, registeredAt }: Order) => ({
  method,
  promise: registeredAt === undefined ? null : deliveryPromise(registeredAt),
  ...(trackingNumber !== undefined && { trackingNumber }),
});

/** What a customer sees of an order (contract.md, "tracking"). */
export const trackingResource = (order: TrackedOrder) => ({
  orderNumber: order.orderNumber,
  status: order.status,
  steps: order.steps,
  lines: order.lines.map(({ sku, name, quantity }) => ({ sku, name, quantity })),
  waitingFor: waitingFor(order),
  delivery: delivery(order),
  payment: { method: order.payment.method, state: order.payment.state },
  totals: order.totals,
});

/** What internal services see of an order (contract.md, "orders-api"). */
export const orderResource = (order: Order) => ({
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
  delivery: delivery(order),
  waitingFor: waitingFor(order),
  steps: order.steps,
  flags: [] as string[],
  termsVersion: order.termsVersion,
});

export type TrackingResource = ReturnType<typeof trackingResource>;
export type OrderResource = ReturnType<typeof orderResource>;
