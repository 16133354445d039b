import { type Projection, type RecordedEvent } from '#event-sourcing';
import {
  type Order,
  type OrderEvent,
  ORDER_STREAMS,
  evolveOrder,
  isOver,
  itemsOf,
  orderEvents,
  orderNumberOf,
} from '#ordering';


/** An order as the view keeps it: its state without what nobody is shown (address, card), and its revision. */
export type TrackedOrder = Order & { readonly revision: number };

const WITHHELD = '';

const evolve = (tracked: TrackedOrder | undefined, event: RecordedEvent<OrderEvent>): TrackedOrder => {
  const order = evolveOrder(tracked, event as unknown as OrderEvent)!;
  const { delivery, payment } = order;
  return {
    ...order,
    delivery: { ...delivery, address: WITHHELD },
    payment: { ...payment, cardToken: WITHHELD },
    revision: event.revision,
  };
};

/** Lists that an order stands in, each by the time that orders it. */
const indexes = (order: TrackedOrder): Record<string, number> => {
  const placedAt = Date.parse(order.steps[0]!.at);
  const skus = isOver(order) ? [] : itemsOf(order.lines).map(({ sku }) => [`sku:${sku}`, placedAt] as const);
  return {
    all: placedAt,
    [`customer:${order.customerId}`]: placedAt,
    [`status:${order.status}`]: placedAt,
    ...(order.status === 'in-preparation' && { preparations: Date.parse(order.releasedAt!) }),
    ...Object.fromEntries(skus),
  };
};

/** « Suivi de commande » (T12): a document an order, under its number. */
export const orderTracking: Projection<TrackedOrder, OrderEvent> = {
  name: 'order-tracking',
  version: 1,
  streamPrefixes: [ORDER_STREAMS],
  catalog: orderEvents,
  keyOf: ({ stream }) => orderNumberOf(stream.slice(ORDER_STREAMS.length)),
  evolve,
  indexes,
};
