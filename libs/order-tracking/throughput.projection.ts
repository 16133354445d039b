import { type Projection, type RecordedEvent } from '#event-sourcing';
import { type OrderEvent, ORDER_STREAMS, orderEvents } from '#ordering';

/** What happened to orders within an hour, by the store's clock. */
export interface HourOfOrders {
  /** Its beginning, such as `2026-11-24T10`, in UTC. */
  readonly hour: string;
  readonly placed: number;
  readonly released: number;
  readonly shipped: number;
  readonly delivered: number;
  /** Cancelled by the customer, refused by the staff, or ended unpaid. */
  readonly ended: number;
  readonly debitedCents: number;
}

export const hourOf = (at: Date): string => at.toISOString().slice(0, 13);
export const emptyHour = (hour: string): HourOfOrders => ({
  ...{ hour, placed: 0, released: 0, shipped: 0, delivered: 0, ended: 0, debitedCents: 0 },
});

const counts: { readonly [Type in OrderEvent['type']]?: Exclude<keyof HourOfOrders, 'hour' | 'debitedCents'> } = {
  OrderPlaced: 'placed',
  OrderReleased: 'released',
  Shipped: 'shipped',
  Delivered: 'delivered',
  OrderCancelled: 'ended',
  OrderRefused: 'ended',
};
const isCounted = (type: string) => type in counts || type === 'CardDebitedOnShipment';

/** Throughput: a document an hour. */
export const throughput: Projection<HourOfOrders, OrderEvent> = {
  name: 'throughput',
  version: 1,
  streamPrefixes: [ORDER_STREAMS],
  catalog: orderEvents,
  keyOf: ({ type, createdAt }) => (isCounted(type) ? hourOf(createdAt) : undefined),
  evolve: (before, event: RecordedEvent<OrderEvent>) => {
    const hour = before ?? emptyHour(hourOf(event.createdAt));
    const { type, data } = event as unknown as OrderEvent;
    if (type === 'CardDebitedOnShipment') return { ...hour, debitedCents: hour.debitedCents + data.amountCents };
    const count = counts[type]!;
    return { ...hour, [count]: hour[count] + 1 };
  },
  indexes: () => ({}),
};
