import { type EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { type EventStore } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { orderTracking } from '#order-tracking';
import { ORDER_STREAMS, orderStream } from '#ordering';
import { ProjectionRunner, connectRedis, connected } from '#redis';
import { RawClient } from './raw-client.js';
import { interleave, forEachInFlight } from './rounds.js';
import { SeededOrder } from './seeded-order.js';
import { withStores } from './stores.js';
import { type Row, rateRow } from './table.js';

const ORDERS = 10_000;
/** Orders under way at once: this far apart are an order's first events and its last. */
const UNDER_WAY = 1000;
const ROUNDS = 5;

/** The tracking view filled anew, over a catch-up subscription to the same events that only counts them. */
export const viewRebuild = (): Promise<Row[]> =>
  withStores(async ({ eventStoreUrl, redisUrl }) => {
    const store = connectEventStore({ url: eventStoreUrl });
    const redis = connectRedis(redisUrl);
    await connected(redis);
    const raw = new RawClient(eventStoreUrl);
    const events = await seed(store);
    const { bare, ours } = await interleave(ROUNDS, {
      bare: () => rateOf(events, () => count(raw.client, events)),
      ours: async () => {
        await redis.flushall();
        return rateOf(events, () => rebuild(new ProjectionRunner({ store, redis, projection: orderTracking })));
      },
    });
    redis.disconnect();
    await Promise.all([store.close(), raw.close()]);
    const what = `rebuild of the tracking view (${events.toLocaleString('en')} events) ÷ a bare subscription`;
    return [rateRow(what, 0.9, 'events/s', ours, bare)];
  });

/** @returns how many events there are. */
const seed = async (store: EventStore): Promise<number> => {
  let events = 0;
  for (let done = 0; done < ORDERS; done += UNDER_WAY) {
    const orders = Array.from({ length: UNDER_WAY }, (_, index) => {
      return new SeededOrder(
        [0, 1, 2].map((line) => ({ sku: `PHONE-${(index + 7 * line) % 50}`, quantity: 1 + line })),
      );
    });
    const append = (step: 'held' | 'delivered', from: (seen: number) => 'no-stream' | number) =>
      forEachInFlight(UNDER_WAY, async (index) => {
        const sealed = orders[index]![step]();
        events += sealed.length;
        await store.append(orderStream(orders[index]!), from(sealed.length), sealed);
      });
    await append('held', () => 'no-stream');
    await append('delivered', () => 2);
  }
  return events;
};

const rateOf = async (events: number, act: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await act();
  return (events * 1000) / (performance.now() - startedAt);
};

const count = (client: EventStoreDBClient, events: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let seen = 0;
    const filter = streamNameFilter({ prefixes: [ORDER_STREAMS] });
    const subscription = client.subscribeToAll({ fromPosition: START, filter }).on('error', reject);
    subscription.on('data', () => {
      if (++seen === events) subscription.unsubscribe().then(resolve, reject);
    });
  });

const rebuild = async (runner: Pick<ProjectionRunner<object, never>, 'run' | 'live'>): Promise<void> => {
  const stopping = new AbortController();
  const running = runner.run(stopping.signal);
  while (!runner.live) await new Promise((resolve) => setTimeout(resolve, 5));
  stopping.abort();
  await running;
};
