import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EventStore, type Projection, type RecordedEvent } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { type TrackedOrder, orderTracking } from '#order-tracking';
import { type OrderEvent, orderNumberOf, orderStream } from '#ordering';
import { ProjectionRunner, ProjectionStore, connectRedis, connected, viewKeys } from '#redis';
import { startEmbeddedEventStore } from '../../infra/embedded-eventstoredb/index.js';
import { startRedis } from '../../infra/redis/start-redis.js';
import { SeededOrder } from '../bench/seeded-order.js';
import { opsOn } from './ops-command.js';

/** The projection as a release before had it: it took no note of what an order waits for once two items are missing. */
const former: Projection<TrackedOrder, OrderEvent> = {
  ...orderTracking,
  evolve: (order, event: RecordedEvent<OrderEvent>) => {
    const { type, data } = event as unknown as OrderEvent;
    const isForgotten = type === 'StockAwaited' && data.missing.length === 2;
    return isForgotten ? order && { ...order, revision: event.revision } : orderTracking.evolve(order, event);
  },
};

describe('A projection that was changed', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'complet-changed-'));
  let urls: Record<string, string> = {};
  const { json, ops } = opsOn(
    () => dataDir,
    () => urls,
  );
  const orders = [1, 2, 3].flatMap((items) =>
    [0, 1, 2].map(() => {
      return new SeededOrder(Array.from({ length: items }, (_, item) => ({ sku: `sku-${item}`, quantity: 1 })));
    }),
  );
  const affected = orders.slice(3, 6).map(({ orderId }) => orderNumberOf(orderId));
  let end: () => Promise<unknown>;
  let redis: ReturnType<typeof connectRedis>;
  let store: EventStore;

  const append = (order: SeededOrder, step: 'held' | 'delivered') =>
    store.append(orderStream(order), step === 'held' ? 'no-stream' : 2, order[step]());
  /** Fills the live view as far as the log goes, by a projection. */
  const fill = async (projection: Projection<TrackedOrder, OrderEvent>) => {
    const [stop, view] = [new AbortController(), new ProjectionStore(redis, projection)];
    const running = new ProjectionRunner({ store, redis, projection }).run(stop.signal);
    const last = (await store.readLast(orderStream(orders.at(-1)!)))!;
    while (((await view.checkpoint())?.commit ?? 0n) < last.position.commit) await delay(20);
    stop.abort();
    await running;
  };

  beforeAll(async () => {
    const server = await startEmbeddedEventStore({ dataDir: join(dataDir, 'eventstore') });
    const redisServer = await startRedis({ dataDir: join(dataDir, 'redis') });
    redis = connectRedis(redisServer.url);
    await connected(redis);
    store = connectEventStore({ url: server.url });
    urls = { EVENTSTORE_URL: server.url, REDIS_URL: redisServer.url };
    end = async () => {
      redis.disconnect();
      await store.close();
      await Promise.all([redisServer.stop(), server.stop()]);
    };
    for (const order of orders) await append(order, 'held');
    await fill(former);
  }, 60_000);
  afterAll(async () => {
    await end();
    rmSync(dataDir, { recursive: true, force: true });
  }, 30_000);

  it('changes the orders that ops diff names, and what of them; nothing before it is switched, nothing else after', async () => {
    expect(await json('rebuild', 'order-tracking')).toMatchObject({ state: 'ready' });
    const { code, stdout } = await ops('diff', 'order-tracking', '--json');
    expect(code).toBe(1);
    const changes = JSON.parse(stdout) as {
      key: string;
      changes: { path: string; before: unknown; after: unknown }[];
    }[];
    expect(changes.map(({ key }) => key).toSorted()).toEqual(affected.toSorted());
    for (const { changes: paths } of changes)
      expect(paths).toEqual(expect.arrayContaining([{ path: 'status', before: 'registered', after: 'on-hold' }]));

    const { docs } = viewKeys(orderTracking);
    const before = await redis.hgetall(docs);
    expect(await ops('rebuild', 'order-tracking', '--switch', '--as', 'a.durand')).toMatchObject({ code: 0 });
    const after = await redis.hgetall(docs);
    const differing = Object.keys(after).filter((key) => after[key] !== before[key]);
    expect(differing.toSorted()).toEqual(affected.toSorted());
  }, 60_000);
});
