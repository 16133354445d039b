import { type Projection, type RecordedEvent } from '#event-sourcing';
import {
  orderIdOf,
  type Order,
  type OrderEvent,
  ORDER_STREAMS,
  evolveOrder,
  isOver,
  itemsOf,
  orderOf,
  orderEvents,
  orderNumberOf,
} from '#ordering';

/** An order as the view keeps it: its state without what nobody is shown (address, card), and its stream's revision. */
export type TrackedOrder = Order & { readonly revision: number };

/** In place of ciphertext: what a view does not show it does not hold. */
const WITHHELD = '';

const withheld = (event: OrderEvent): OrderEvent => {
  if (event.type === 'PaymentMethodReplaced') return { ...event, data: { ...event.data, cardToken: WITHHELD } };
  if (event.type !== 'OrderPlaced') return event;
  const { delivery, payment } = event.data;
  const data = {
    ...event.data,
    delivery: { ...delivery, ...(delivery.address !== undefined && { address: WITHHELD }) },
    payment: { ...payment, ...(payment.cardToken !== undefined && { cardToken: WITHHELD }) },
  };
  return { ...event, data };
};

const evolve = (tracked: TrackedOrder | undefined, event: RecordedEvent<OrderEvent>): TrackedOrder | undefined => {
  const order = orderOf(evolveOrder(tracked, withheld({ type: event.type, data: event.data } as OrderEvent)));
  return order && { ...order, revision: event.revision };
};

/** Lists that an order stands in, each by the time that orders it. Those of its SKUs while it is under way. */
const indexes = (order: TrackedOrder): Record<string, number> => {
  const placedAt = Date.parse(order.steps[0]!.at);
  const lists: Record<string, number> = {
    all: placedAt,
    [`customer:${order.customerId}`]: placedAt,
    [`status:${order.status}`]: placedAt,
  };
  for (const flag of order.flags) lists[`flag:${flag}`] = placedAt;
  if (order.status === 'in-preparation') lists['preparations'] = Date.parse(order.releasedAt!);
  if (!isOver(order)) for (const { sku } of itemsOf(order.lines)) lists[`sku:${sku}`] = placedAt;
  return lists;
};

/** « Suivi de commande » (T12): a document an order, under its number. */
export const orderTracking: Projection<TrackedOrder, OrderEvent> = {
  name: 'order-tracking',
  version: 4,
  streamPrefixes: [ORDER_STREAMS],
  catalog: orderEvents,
  keyOf: ({ stream }) => orderNumberOf(orderIdOf(stream)),
  oneStream: true,
  begins: ({ type }) => type === 'OrderPlaced',
  evolve,
  indexes,
};
