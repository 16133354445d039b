import { type Order, deliveryPromise, missingItems } from '#ordering';

/** An order as internal services see it (contract.md). Amounts in cents, instants ISO 8601 UTC, days in Europe/Paris. */
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
  delivery: {
    method: order.delivery.method,
    promise: order.registeredAt === undefined ? null : deliveryPromise(order.registeredAt),
    ...(order.delivery.trackingNumber !== undefined && { trackingNumber: order.delivery.trackingNumber }),
  },
  waitingFor: waitingFor(order),
  steps: order.steps,
  flags: [] as string[],
  termsVersion: order.termsVersion,
});

export type OrderResource = ReturnType<typeof orderResource>;

/** T11: what the order waits for, once its stock has answered and until everything is in. */
const waitingFor = (order: Order) => {
  if (!order.stockAnswered || order.status === 'cancelled') return [];
  const nameOf = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return missingItems(order).map(({ sku, quantity }) => ({
    sku,
    name: nameOf.get(sku) ?? sku,
    missing: quantity,
    reason: 'stock' as const,
  }));
};
