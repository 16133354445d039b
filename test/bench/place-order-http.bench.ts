import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { developmentKey, issueToken } from '#access';
import { findFreePort } from '../../infra/redis/free-port.js';
import { answersOk } from '../../infra/launcher/readiness.js';
import { KeptAliveHttp } from './kept-alive-http.js';
import { eventsOfOrders } from './place-order.bench.js';
import { startProcess } from './processes.js';
import { RawClient } from './raw-client.js';
import { interleave, perSecond } from './rounds.js';
import { MASTER_KEY, openShop, orderOf } from './shop.js';
import { type Stores, withStores } from './stores.js';
import { type Row, rateRow } from './table.js';

const BODIES = 1000;
const ROUNDS = 15;

/** Orders placed over HTTP in an orders-api of its own process, with and without an `Idempotency-Key`. */
export const placeOrderOverHttp = (): Promise<Row[]> =>
  withStores(async (stores) => {
    const shop = await openShop(stores);
    const raw = new RawClient(stores.eventStoreUrl);
    const placed = await eventsOfOrders(stores.eventStoreUrl, shop);
    await shop.close();
    const api = await startOrdersApi(stores);
    const bodies = Array.from({ length: BODIES }, (_, index) => JSON.stringify(orderOf(index)));
    const { bare, ours, keyed } = await interleave(ROUNDS, {
      bare: () => perSecond((index) => raw.appendAgain(placed[index % placed.length]!)),
      ours: () => perSecond((index) => api.place(bodies[index % BODIES]!)),
      keyed: () => perSecond((index) => api.place(bodies[index % BODIES]!, { 'idempotency-key': randomUUID() })),
    });
    await Promise.all([api.stop(), raw.close()]);
    return [
      rateRow('orders placed over HTTP ÷ raw appends', 0.6, 'orders/s', ours, bare),
      rateRow('the same, each with an Idempotency-Key', 0.6, 'orders/s', keyed, bare),
    ];
  });

const startOrdersApi = async ({ dataDir, eventStoreUrl, redisUrl }: Stores) => {
  const port = await findFreePort();
  const api = startProcess('apps/orders-api/main.js', [], {
    ...{ ORDERS_API_PORT: String(port), DATA_DIR: dataDir, EVENTSTORE_URL: eventStoreUrl, REDIS_URL: redisUrl },
    ...{ PAYMENT_PROVIDER_URL: 'http://127.0.0.1:9', MASTER_KEY },
  });
  const isReady = answersOk(`http://127.0.0.1:${port}/health/ready`);
  while (!(await isReady())) await delay(50);
  const authorization = `Bearer ${await issueToken(await developmentKey(dataDir), { role: 'shop-front' })}`;
  const http = new KeptAliveHttp(port, { authorization, 'content-type': 'application/json' });
  const place = async (body: string, headers = {}) => {
    const status = await http.post('/v1/orders', body, headers);
    if (status !== 201) throw new Error(`an order was answered with ${status}`);
  };
  const stop = async () => {
    http.close();
    await api.stop();
  };
  return { place, stop };
};
