import { setTimeout as delay } from 'node:timers/promises';
import { developmentKey, issueToken } from '#access';
import { InMemoryEventStore } from '#event-sourcing';
import { orderTracking } from '#order-tracking';
import { orderNumberOf, orderStream } from '#ordering';
import { ProjectionRunner, connectRedis, connected } from '#redis';
import { answersOk, listens } from '../../infra/launcher/readiness.js';
import { findFreePort } from '../../infra/redis/free-port.js';
import { KeptAliveHttp } from './kept-alive-http.js';
import { openLoop } from './open-loop.js';
import { startProcess } from './processes.js';
import { interleave, perSecond } from './rounds.js';
import { SeededOrder } from './seeded-order.js';
import { type Stores, withStores } from './stores.js';
import { type Row, costRow, rateRow } from './table.js';

const ORDERS = 1000;
const ROUNDS = 7;
/** Asked for in a second, and for how long, where times are measured: well under what either can do. */
const [FIXED_RATE, FIXED_MS] = [500, 2000];
const MANY = String(1_000_000_000);

/** `GET /v1/tracking/{orderNumber}` of a tracking process, over a bare Fastify route that sends the same Redis key. */
export const tracking = (): Promise<Row[]> =>
  withStores(async (stores) => {
    const numbers = await seed(stores.redisUrl);
    const [ours, bare] = [await startTracking(stores), await startBare(stores)];
    const numberOf = (index: number) => numbers[index % ORDERS]!;
    const rates = await interleave(ROUNDS, {
      bare: () => perSecond((index) => bare.get(numberOf(index))),
      ours: () => perSecond((index) => ours.get(numberOf(index))),
    });
    const p50: Record<'bare' | 'ours', number[]> = { bare: [], ours: [] };
    const timed = (name: 'bare' | 'ours', get: (number: string) => Promise<void>) => async () => {
      const { p50Ms, p99Ms } = await openLoop(FIXED_RATE, FIXED_MS, (index) => get(numberOf(index)));
      p50[name].push(p50Ms);
      return p99Ms;
    };
    const p99 = await interleave(ROUNDS, { bare: timed('bare', bare.get), ours: timed('ours', ours.get) });
    await Promise.all([ours.stop(), bare.stop()]);
    const at = `at ${FIXED_RATE} a second`;
    return [
      rateRow('tracking answers ÷ a bare route on the same key', 0.8, 'answers/s', rates.ours, rates.bare),
      costRow(`the same ${at}, p50`, 1.5, 'ms', p50.ours.slice(1), p50.bare.slice(1)),
      costRow(`the same ${at}, p99`, 1.5, 'ms', p99.ours, p99.bare),
    ];
  });

/** Fills the view as the projector would. @returns the numbers of its orders. */
const seed = async (redisUrl: string): Promise<string[]> => {
  const store = new InMemoryEventStore();
  const numbers: string[] = [];
  for (let index = 0; index < ORDERS; index++) {
    const order = new SeededOrder([0, 1, 2].map((line) => ({ sku: `PHONE-${line}`, quantity: 1 + line })));
    await store.append(orderStream(order), 'no-stream', order.held());
    numbers.push(orderNumberOf(order.orderId));
  }
  const redis = connectRedis(redisUrl);
  await connected(redis);
  const runner = new ProjectionRunner({ store, redis, projection: orderTracking });
  const stopping = new AbortController();
  const running = runner.run(stopping.signal);
  while (!runner.live) await delay(5);
  stopping.abort();
  await running;
  redis.disconnect();
  return numbers;
};

const startTracking = async ({ dataDir, redisUrl }: Stores) => {
  const port = await findFreePort();
  const process = startProcess('apps/tracking/main.js', [], {
    ...{ TRACKING_PORT: String(port), DATA_DIR: dataDir, REDIS_URL: redisUrl, TRACKING_CALLS_PER_MINUTE: MANY },
  });
  const isReady = answersOk(`http://127.0.0.1:${port}/health/ready`);
  while (!(await isReady())) await delay(50);
  const token = await issueToken(await developmentKey(dataDir), { role: 'customer', customerId: 'customer-1' });
  return asking(new KeptAliveHttp(port, { authorization: `Bearer ${token}` }), '/v1/tracking/', () => process.stop());
};

const startBare = async ({ redisUrl }: Stores) => {
  const port = await findFreePort();
  const process = startProcess('test/bench/bare-route.js', [redisUrl, String(port)]);
  const isReady = listens(port);
  while (!(await isReady())) await delay(50);
  return asking(new KeptAliveHttp(port, {}), '/', () => process.stop());
};

const asking = (http: KeptAliveHttp, prefix: string, end: () => Promise<void>) => ({
  get: async (orderNumber: string) => {
    const status = await http.get(prefix + orderNumber);
    if (status !== 200) throw new Error(`${prefix}${orderNumber} was answered with ${status}`);
  },
  stop: async () => {
    http.close();
    await end();
  },
});
