import { type EventStore } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { ORDER_STREAMS } from '#ordering';
import { Arrivals } from './arrivals.js';
import { holdOrders } from './held-orders.js';
import { withStores } from './stores.js';
import { type Row, costRow } from './table.js';

const HELD = 2000;
const UNITS = [1, 10, 100, 500];

/** Orders whose stream an arrival has read or written, over those it releases. */
export const ordersTouched = (): Promise<Row[]> =>
  withStores(async ({ eventStoreUrl: url }) => {
    const receiving = connectEventStore({ url });
    const after = await holdOrders(receiving, 'SKU', HELD);
    const touched = new Set<string>();
    const store = noting(connectEventStore({ url }), touched);
    const arrivals = new Arrivals({ store, receiving, after });
    const counts: number[] = [];
    for (const units of UNITS) {
      touched.clear();
      await arrivals.receive('SKU', units);
      counts.push([...touched].filter((stream) => stream.startsWith(ORDER_STREAMS)).length);
    }
    await arrivals.stop();
    await Promise.all([store.close(), receiving.close()]);
    return [costRow(`orders touched ÷ released by arrivals of ${UNITS.join(', ')}`, 1, 'orders', counts, UNITS)];
  });

/** The store, with every stream that is read or written put down. */
const noting = (store: EventStore, streams: Set<string>): EventStore => ({
  append: (stream, ...rest) => store.append(...([streams.add(stream) && stream, ...rest] as const)),
  read: (stream, options) => store.read(streams.add(stream) && stream, options),
  readLast: (stream) => store.readLast(streams.add(stream) && stream),
  readAll: (options) => store.readAll(options),
  follow: (options) => store.follow(options),
  delete: (stream) => store.delete(stream),
  close: () => store.close(),
});
