import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Role, developmentKey, issueToken } from '#access';
import { InMemoryEventStore, newCommand, seal } from '#event-sourcing';
import { type Problem, type RunningHttpApp, createLogger, startHttpApp } from '#http-api';
import { orderTracking } from '#order-tracking';
import { type OrderEvent, orderEvents, orderNumberOf, totalsOf } from '#ordering';
import { ProjectionRunner, connectRedis, connected } from '#redis';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { readConfig } from './config.js';
import { trackingApp } from './tracking.module.js';

const orderIds = ['11111111-0000-4000-8000-000000000001', '22222222-0000-4000-8000-000000000002'] as const;
const [first, second] = orderIds.map(orderNumberOf) as [string, string];
const line = {
  ...{ sku: 'A', name: 'Lamp', kind: 'accessory', quantity: 2, unitPriceExclTaxCents: 1000, vatRate: '20' as const },
  ...{ ecoContributionCents: 0, privateCopyCents: 0 },
};
const placed = (orderId: string, placedAt: string): OrderEvent => ({
  type: 'OrderPlaced',
  data: {
    ...{ orderId, customerId: 'ada', lines: [line], totals: totalsOf([line]), termsVersion: '2023-04-06', placedAt },
    delivery: { method: 'colissimo', address: 'sealed' },
    payment: { method: 'card', cardToken: 'sealed' },
  },
});
const waiting = (orderId: string, day: string): OrderEvent[] => [
  placed(orderId, `${day}T09:00:00.000Z`),
  {
    type: 'PaymentValidated',
    data: {
      ...{ orderNumber: orderNumberOf(orderId), items: [{ sku: 'A', quantity: 2 }], amountCents: 2400 },
      ...{ reference: 'auth', authorisedUntil: `${day}T23:00:00.000Z`, validatedAt: `${day}T09:00:01.000Z` },
    },
  },
  {
    type: 'StockAwaited',
    data: { missing: [{ sku: 'A', quantity: 2 }], awaitedAt: `${day}T09:00:02.000Z` },
  },
];

const dataDir = mkdtempSync(join(tmpdir(), 'complet-tracking-'));
let redis: RunningRedis;
let app: RunningHttpApp;
let tokenOf: (role: Role, customerId?: string) => Promise<string>;

beforeAll(async () => {
  redis = await startRedis({ dataDir: join(dataDir, 'redis') });
  const store = new InMemoryEventStore();
  for (const [index, day] of ['2026-11-20', '2026-11-23'].entries()) {
    const events = waiting(orderIds[index]!, day);
    await store.append(`order-${orderIds[index]!}`, 'no-stream', seal(events, '', newCommand('test'), orderEvents));
  }
  const connection = connectRedis(redis.url);
  await connected(connection);
  const runner = new ProjectionRunner({ store, redis: connection, projection: orderTracking });
  const stop = new AbortController();
  const running = runner.run(stop.signal);
  while (!runner.live) await delay(10);
  stop.abort();
  await running;
  connection.disconnect();
  const key = await developmentKey(dataDir);
  tokenOf = (role, customerId) => issueToken(key, { role, ...(customerId !== undefined && { customerId }) });
  const config = readConfig({ REDIS_URL: redis.url, DATA_DIR: dataDir, TRACKING_PORT: '0' });
  const logger = createLogger('tracking', 'silent');
  const { module, options } = await trackingApp(config);
  app = await startHttpApp(module, { ...options, logger, stopsOnSignals: false });
  await untilReady();
});
afterAll(async () => {
  await app.close();
  await redis.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const untilReady = async () => {
  for (let tries = 0; (await fetch(`${app.url}/health/ready`)).status !== 200; tries++) {
    if (tries > 500) throw new Error('not ready after 10 s');
    await delay(20);
  }
};
const get = async (path: string, token?: string) =>
  fetch(app.url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

describe('A customer', () => {
  it('sees an order of theirs, its revision as ETag', async () => {
    const response = await get(`/v1/tracking/${first}`, await tokenOf('customer', 'ada'));
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"2"');
    expect(await response.json()).toMatchObject({
      orderNumber: first,
      status: 'on-hold',
      waitingFor: [{ sku: 'A', name: 'Lamp', missing: 2, reason: 'stock' }],
      delivery: { method: 'colissimo', promise: { from: '2026-11-25', until: '2026-12-11', provisional: false } },
      payment: { method: 'card', state: 'authorised' },
      totals: { toPayCents: 2400 },
    });
  });

  it('sees all their orders, newest first, in pages', async () => {
    const token = await tokenOf('customer', 'ada');
    const page = (await (await get('/v1/tracking?limit=1', token)).json()) as { items: object[]; nextCursor: string };
    expect(page.items).toMatchObject([{ orderNumber: second }]);
    const rest = await (await get(`/v1/tracking?limit=1&cursor=${page.nextCursor}`, token)).json();
    expect(rest).toMatchObject({ items: [{ orderNumber: first }] });
    expect(rest).not.toHaveProperty('nextCursor');
  });

  it('does not see another’s order, which is as unknown as one that is not there', async () => {
    const token = await tokenOf('customer', 'bob');
    const [others, none] = [await get(`/v1/tracking/${first}`, token), await get('/v1/tracking/C-1', token)];
    expect([others.status, none.status]).toEqual([404, 404]);
    expect(await others.json()).toEqual(await none.json());
    expect(await (await get('/v1/tracking', token)).json()).toEqual({ items: [] });
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'colour=red'])(
    'is told what is wrong with ?%s',
    async (query) => {
      const response = await get(`/v1/tracking?${query}`, await tokenOf('customer', 'ada'));
      expect(response.status).toBe(400);
      const { errors } = (await response.json()) as Problem;
      expect(errors!.map(({ path }) => path)).toContain(query.split('=')[0]);
    },
  );
});

describe('Nobody else', () => {
  it('gets in: no token 401, another role 403, no customer 403', async () => {
    const without = await get(`/v1/tracking/${first}`);
    expect(without.status).toBe(401);
    expect(without.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect((await get(`/v1/tracking/${first}`, 'nonsense')).status).toBe(401);
    expect((await get(`/v1/tracking/${first}`, await tokenOf('warehouse'))).status).toBe(403);
    expect((await get('/v1/tracking', await tokenOf('operations'))).status).toBe(403);
  });
});

describe('The tracking app', () => {
  it('documents its calls with examples', async () => {
    const document = JSON.stringify(await (await get('/docs-json')).json());
    expect(document).toContain('/v1/tracking/{orderNumber}');
    expect(document).toContain('C-8Z3K-Q0DM-71TV');
  });

  it('names the variable that is wrong', () => {
    expect(() => readConfig({})).toThrow(/REDIS_URL/);
    expect(() => readConfig({ REDIS_URL: redis.url, TRACKING_PORT: 'x' })).toThrow(/TRACKING_PORT/);
    expect(() => readConfig({ REDIS_URL: 'nonsense' })).toThrow(/REDIS_URL/);
  });

  it('answers 503 with Retry-After while Redis is away, and serves again when it is back', async () => {
    const token = await tokenOf('customer', 'ada');
    await redis.stop();
    const away = await get(`/v1/tracking/${first}`, token);
    expect(away.status).toBe(503);
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get('/health/live')).status).toBe(200);
    redis = await startRedis({ dataDir: join(dataDir, 'redis'), port: redis.port });
    await untilReady();
    expect((await get(`/v1/tracking/${first}`, token)).status).toBe(200);
  });
});
