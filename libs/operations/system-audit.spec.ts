import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { WakeUpJobs } from '#bullmq';
import { InMemoryEventStore, type LogPosition } from '#event-sourcing';
import { orderTracking } from '#order-tracking';
import { orderNumberOf, orderStream } from '#ordering';
import { ProjectionRunner, connectRedis, connected, viewKeys } from '#redis';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { SeededOrder } from '../../test/bench/seeded-order.js';
import { SystemAudit } from './system-audit.js';

const dataDir = mkdtempSync(join(tmpdir(), 'complet-audit-'));
const { docs, checkpoint, parked } = viewKeys(orderTracking);
const store = new InMemoryEventStore();
const [one, other] = [new SeededOrder([{ sku: 'a', quantity: 1 }]), new SeededOrder([{ sku: 'b', quantity: 1 }])];
const [stop, keyOf] = [new AbortController(), (order: SeededOrder) => orderNumberOf(order.orderId)];
let server: RunningRedis;
let redis: Redis;
let jobs: WakeUpJobs;
let audit: SystemAudit;
let running: Promise<void>;

const append = async (order: SeededOrder, step: 'held' | 'delivered') => {
  const sealed = order[step]();
  await store.append(orderStream(order), step === 'held' ? 'no-stream' : 2, sealed);
  await isWritten((await store.readLast(orderStream(order)))!.position);
};
const isWritten = async ({ commit }: LogPosition) => {
  while ((await redis.get(checkpoint)) !== `${commit}/${commit}`) await delay(5);
};
/** What is found in the view: the seeded orders have neither stock nor claims. */
const found = async () =>
  (await audit.run()).flatMap(({ what, subject }) => (/^view|^parked/.test(what) ? [`${what} ${subject}`] : []));

beforeAll(async () => {
  server = await startRedis({ dataDir });
  redis = connectRedis(server.url);
  await connected(redis);
  jobs = new WakeUpJobs(server.url);
  running = new ProjectionRunner({ store, redis, projection: orderTracking }).run(stop.signal);
  audit = new SystemAudit({ store, beside: { redis, jobs, projections: [orderTracking as never] } });
});
afterAll(async () => {
  stop.abort();
  await running;
  await jobs.close();
  redis.disconnect();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('The audit of a system', () => {
  it('says that a view was not filled; then compares it as a whole', async () => {
    await redis.del(checkpoint);
    expect(await found()).toEqual(['view-not-filled order-tracking']);
    await append(one, 'held');
    await redis.hset(docs, 'C-nobody', '{}');
    expect(await found()).toEqual(['view-differs C-nobody']);
    await redis.hdel(docs, 'C-nobody');
    expect(await found()).toEqual([]);
  });

  it('compares what is new alone, and what differed until it does no more', async () => {
    await redis.hset(docs, 'C-nobody', '{}');
    await append(other, 'held');
    const right = (await redis.hget(docs, keyOf(other)))!;
    await redis.hset(docs, keyOf(other), right.replace('on-hold', 'shipped'));
    for (const _ of [1, 2]) expect(await found()).toEqual([`view-differs ${keyOf(other)}`]);
    await redis.hset(docs, keyOf(other), right);
    expect(await found()).toEqual([]);
  });

  it('reads the log once, and goes on with what comes', async () => {
    const before = audit.log.events;
    await append(one, 'delivered');
    await found();
    expect(audit.log.events - before).toBe((await store.read(orderStream(one))).length - 3);
    expect(audit.log.orders.totals).toMatchObject({ orders: 2, debited: 1 });
  });

  it('goes on past an event whose document cannot be told, and reads it once', async () => {
    const keyOrFail = ({ stream }: { stream: string }) => {
      if (stream === orderStream(other)) throw new Error('nobody can tell');
      return orderNumberOf(stream.slice('order-'.length));
    };
    const projections = [{ ...orderTracking, keyOf: keyOrFail } as never];
    const odd = new SystemAudit({ store, beside: { redis, jobs, projections } });
    await redis.hdel(docs, 'C-nobody', keyOf(other));
    await odd.run();
    await append(other, 'delivered');
    const before = odd.log.events;
    for (const _ of [1, 2]) await odd.run();
    expect(odd.log.events - before).toBe((await store.read(orderStream(other))).length - 3);
  });

  it('names what is parked', async () => {
    const events = [{ id: 'e', type: 'Shipped', stream: orderStream(one), revision: 3 }];
    await redis.hset(parked, keyOf(one), JSON.stringify({ reason: 'Error: planted', events }));
    expect(await found()).toEqual([`parked-document ${keyOf(one)}`]);
  });
});
