import { connectEventStore } from '#eventstoredb';
import { orderTracking } from '#order-tracking';
import { ProjectionRunner, connectRedis, connected } from '#redis';
import { RawClient } from './raw-client.js';
import { count, rateOf, seedLives } from './order-log.js';
import { interleave } from './rounds.js';
import { withStores } from './stores.js';
import { type Row, rateRow } from './table.js';

const ORDERS = 10_000;
const ROUNDS = 5;

/** The tracking view filled anew, over a catch-up subscription to the same events that only counts them. */
export const rebuild = (): Promise<Row[]> =>
  withStores(async ({ eventStoreUrl, redisUrl }) => {
    const store = connectEventStore({ url: eventStoreUrl });
    const redis = connectRedis(redisUrl);
    await connected(redis);
    const raw = new RawClient(eventStoreUrl);
    const events = await seedLives(store, ORDERS);
    const { bare, ours } = await interleave(ROUNDS, {
      bare: () => rateOf(events, () => count(raw.client, events)),
      ours: async () => {
        await redis.flushall();
        return rateOf(events, () => fill(new ProjectionRunner({ store, redis, projection: orderTracking })));
      },
    });
    redis.disconnect();
    await Promise.all([store.close(), raw.close()]);
    const what = `rebuild of the tracking view (${events.toLocaleString('en')} events) ÷ a bare subscription`;
    return [rateRow(what, 0.9, 'events/s', ours, bare)];
  });

const fill = async (runner: Pick<ProjectionRunner<object, never>, 'run' | 'live'>): Promise<void> => {
  const stopping = new AbortController();
  const running = runner.run(stopping.signal);
  while (!runner.live) await new Promise((resolve) => setTimeout(resolve, 5));
  stopping.abort();
  await running;
};
