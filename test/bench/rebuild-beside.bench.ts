import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { type EventStore } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { type TrackedOrder, orderTracking } from '#order-tracking';
import { type OrderEvent, orderNumberOf, orderStream } from '#ordering';
import { ProjectionRunner, RedisView, SpareView, connectRedis, connected } from '#redis';
import { count, rateOf, seedLives } from './order-log.js';
import { RawClient } from './raw-client.js';
import { SeededOrder } from './seeded-order.js';
import { withStores } from './stores.js';
import { type Row, rateRow } from './table.js';

const ORDERS = 100_000;
/** Orders placed and delivered in a second meanwhile. */
const FLOW = 20;

/**
 * The tracking view of a million events filled beside the live one while orders keep coming, broken off half-way and begun
 * again, then put in its place. @throws unless it is byte for byte the live one, before and after
 */
export const rebuildBeside = (): Promise<Row[]> =>
  withStores(async ({ eventStoreUrl, redisUrl }) => {
    const store = connectEventStore({ url: eventStoreUrl });
    const redis = connectRedis(redisUrl);
    await connected(redis);
    const raw = new RawClient(eventStoreUrl);
    const events = await seedLives(store, ORDERS);
    const bare = await rateOf(events, () => count(raw.client, events));
    const stopping = new AbortController();
    const { signal } = stopping;
    const runner = new ProjectionRunner({ store, redis, projection: orderTracking });
    const running = runner.run(signal);
    while (!runner.live) await delay(50);
    const readers = flowAndRead(store, redis, signal);
    const view = new SpareView({ store, redis, projection: orderTracking });
    const ours = await rateOf(events, () => fillInTwoGoes(view));
    await isTheSame(view, 'filled');
    if (!(await view.exchange(signal))) throw new Error('the rebuilt view could not take the place of the live one');
    await isTheSame(view, 'in the place of the live one');
    stopping.abort();
    const flowed = await readers;
    await running;
    redis.disconnect();
    await Promise.all([store.close(), raw.close()]);
    const what = `${events.toLocaleString('en')} events filled beside the live view, in two goes, while ${flowed} orders came ÷ a bare subscription`;
    return [rateRow(what, 0.9, 'events/s', [ours], [bare])];
  });

/** The first go is broken off when half of the log is read. */
const fillInTwoGoes = async (view: SpareView<TrackedOrder, OrderEvent>): Promise<void> => {
  const broken = new AbortController();
  await view.fill(broken.signal, ({ part }) => part >= 0.5 && broken.abort(), true);
  if ((await view.state()) !== 'filling') throw new Error('the first go was not broken off');
  await view.fill(new AbortController().signal, () => undefined);
};

const isTheSame = async (view: SpareView<TrackedOrder, OrderEvent>, when: string): Promise<void> => {
  const differences = await view.differences(new AbortController().signal);
  if (differences.length > 0) throw new Error(`${differences.length} documents differ when it is ${when}`);
};

/** Orders go through their lives, and each is read as it comes: never older than it was read before. @returns how many came */
const flowAndRead = async (store: EventStore, redis: Redis, signal: AbortSignal): Promise<number> => {
  const view = new RedisView<TrackedOrder>(redis, orderTracking);
  let orders = 0;
  while (!signal.aborted) {
    const order = new SeededOrder([{ sku: 'PHONE-1', quantity: 1 }]);
    const { revision } = await store.append(orderStream(order), 'no-stream', order.held());
    await store.append(orderStream(order), revision, order.delivered());
    let seen = -1;
    for (let looks = 0; looks < 5; looks++) {
      const found = await view.get(orderNumberOf(order.orderId));
      if (found && found.revision < seen)
        throw new Error(`${order.orderId} went back from ${seen} to ${found.revision}`);
      seen = found?.revision ?? seen;
      await delay(1000 / FLOW / 5);
    }
    orders++;
  }
  return orders;
};
