import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { RevokedLinks, type Role, developmentKey, issueToken, linkVerifier, signedLink } from '#access';
import { InMemoryEventStore, newCommand, seal } from '#event-sourcing';
import { type Problem, type RunningHttpApp, createLogger, startHttpApp } from '#http-api';
import { orderTracking } from '#order-tracking';
import { type OrderEvent, orderEvents, orderNumberOf, totalsOf } from '#ordering';
import { ProjectionRunner, connectRedis, connected, viewKeys } from '#redis';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { readConfig } from './config.js';
import { trackingApp } from './tracking.module.js';

const dataDir = mkdtempSync(join(tmpdir(), 'complet-suivi-'));
const store = new InMemoryEventStore();
const stopping = new AbortController();
let redis: RunningRedis;
let connection: Redis;
let projecting: Promise<void>;
const apps: RunningHttpApp[] = [];
let key: Awaited<ReturnType<typeof developmentKey>>;

const line = {
  ...{ sku: 'A', name: 'Lampe', kind: 'accessory', quantity: 2, unitPriceExclTaxCents: 1000, vatRate: '20' as const },
  ...{ ecoContributionCents: 0, privateCopyCents: 0 },
};
const at = '2026-11-23T09:00:00.000Z';
const beginning = (orderId: string, customerId: string): OrderEvent[] => [
  {
    type: 'OrderPlaced',
    data: {
      ...{ orderId, customerId, lines: [line], totals: totalsOf([line]), termsVersion: '2023-04-06', placedAt: at },
      ...{ delivery: { method: 'colissimo', address: '' }, payment: { method: 'card', cardToken: '' } },
    },
  },
  {
    type: 'PaymentValidated',
    data: {
      ...{ orderNumber: orderNumberOf(orderId), items: [{ sku: 'A', quantity: 2 }], amountCents: 2400 },
      ...{ reference: 'auth', authorisedUntil: at, validatedAt: at },
    },
  },
];
const awaited: OrderEvent = { type: 'StockAwaited', data: { missing: [{ sku: 'A', quantity: 2 }], awaitedAt: at } };
const allocated: OrderEvent = {
  type: 'ItemsAllocated',
  data: { items: [{ sku: 'A', quantity: 2 }], allocatedAt: at },
};

let orders = 0;
/** A registered order (revision 1), and what has more happen to it. */
const anOrder = async (customerId = 'ada') => {
  const orderId = `${String(++orders).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const stream = `order-${orderId}`;
  let [revision, link] = [-1, ''];
  const happens = async (...events: OrderEvent[]) => {
    const sealed = seal(events, link, newCommand('test'), orderEvents);
    await store.append(stream, revision < 0 ? 'no-stream' : revision, sealed);
    revision += events.length;
    link = sealed.at(-1)!.metadata.link;
  };
  await happens(...beginning(orderId, customerId));
  const number = orderNumberOf(orderId);
  while ((await connection.hget(viewKeys(orderTracking).docs, number)) === null) await delay(5);
  return { number, happens };
};

const startApp = async (env: Record<string, string> = {}) => {
  const config = readConfig({ REDIS_URL: redis.url, DATA_DIR: dataDir, TRACKING_PORT: '0', ...env });
  const { module, options } = await trackingApp(config);
  const app = await startHttpApp(module, { ...options, logger: createLogger('t', 'silent'), stopsOnSignals: false });
  apps.push(app);
  while ((await fetch(`${app.url}/health/ready`)).status !== 200) await delay(10);
  return app;
};
const tokenOf = (customerId: string, role: Role = 'customer') => issueToken(key, { role, customerId });
const get = async (path: string, headers: Record<string, string> = {}, app = apps[0]!) =>
  fetch(app.url + path, { headers, redirect: 'manual' });
const as = async (customerId: string) => ({ authorization: `Bearer ${await tokenOf(customerId)}` });
const cookieIn = (response: Response) => response.headers.getSetCookie().map((text) => text.split(';')[0]!);

interface Update {
  readonly id: number;
  readonly data: { readonly status: string };
}
/** Reads a stream until `enough` says so, or it ends. */
const updatesOf = async (response: Response, enough: (seen: readonly Update[], text: string) => boolean) => {
  let text = '';
  const seen: Update[] = [];
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (!enough(seen, text)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
    seen.splice(0);
    for (const [, id, data] of text.matchAll(/event: status\nid: (\d+)\ndata: (.*)\n\n/g))
      seen.push({ id: Number(id), data: JSON.parse(data!) as Update['data'] });
  }
  await reader.cancel().catch(() => undefined);
  return seen;
};

beforeAll(async () => {
  redis = await startRedis({ dataDir: join(dataDir, 'redis') });
  connection = connectRedis(redis.url);
  await connected(connection);
  key = await developmentKey(dataDir);
  const runner = new ProjectionRunner({ store, redis: connection, projection: orderTracking });
  projecting = runner.run(stopping.signal);
  while (!runner.live) await delay(10);
  await startApp();
  await startApp();
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  stopping.abort();
  await projecting;
  connection.disconnect();
  await redis.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('The page', () => {
  it('shows a customer their orders and each of them, in the language they read', async () => {
    const { number } = await anOrder('page');
    const list = await get('/suivi', await as('page'));
    expect(list.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await list.text()).toContain(`href="/suivi/${number}"`);
    const page = await get(`/suivi/${number}`, await as('page'));
    expect(await page.text()).toContain('Votre commande est enregistrée');
    const english = await get(`/suivi/${number}`, { ...(await as('page')), 'accept-language': 'en' });
    expect(await english.text()).toContain('Your order is registered');
    expect(await (await get(`/suivi/${number}/part`, await as('page'))).text()).toMatch(/^\s*<section/);
  });

  it('is nobody else’s: 404 for an order of another, 401 for whoever says not who they are', async () => {
    const { number } = await anOrder();
    const others = await get(`/suivi/${number}`, await as('bob'));
    const none = await get('/suivi/C-0', await as('bob'));
    expect([others.status, none.status]).toEqual([404, 404]);
    expect(await others.text()).toBe(await none.text());
    const stranger = await get(`/suivi/${number}`);
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer');
    expect(await stranger.text()).toContain('Identifiez-vous');
    expect((await get('/suivi', { authorization: `Bearer ${await tokenOf('x', 'warehouse')}` })).status).toBe(403);
  });

  it('has its files, and no others', async () => {
    expect((await get('/suivi/assets/suivi.css')).headers.get('content-type')).toMatch('text/css');
    expect((await get('/suivi/assets/suivi.js')).headers.get('content-type')).toMatch('text/javascript');
    expect((await get('/suivi/assets/..%2fpages.ts')).status).toBe(404);
  });
});

describe('A session', () => {
  const post = async (body: Record<string, string>) =>
    fetch(`${apps[0]!.url}/suivi/session`, { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' });

  it('begins with a customer’s token in a form, and is a cookie that no script reads', async () => {
    const { number } = await anOrder('session');
    const begun = await post({ token: await tokenOf('session') });
    expect([begun.status, begun.headers.get('location')]).toEqual([303, '/suivi']);
    expect(begun.headers.getSetCookie()[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    const cookie = cookieIn(begun)[0]!;
    expect((await get(`/suivi/${number}`, { cookie })).status).toBe(200);
    expect((await get(`/v1/tracking/${number}`, { cookie })).status).toBe(200);
    expect((await get(`/suivi/${(await anOrder('bob')).number}`, { cookie })).status).toBe(404);
  });

  it('is not begun by a token that is none of ours or no customer’s, and a wrong bearer token is not made good by it', async () => {
    expect((await post({ token: 'nonsense' })).status).toBe(401);
    expect((await post({ token: await issueToken(key, { role: 'warehouse' }) })).status).toBe(403);
    expect((await post({ token: 'x'.repeat(20_000) })).status).toBe(413);
    expect((await post({ tok: 'x' })).status).toBe(400);
    const cookie = cookieIn(await post({ token: await tokenOf('ada') }))[0]!;
    expect((await get('/suivi', { cookie, authorization: 'Bearer nonsense' })).status).toBe(401);
  });

  it('is ended from the page', async () => {
    const token = await tokenOf('ada');
    expect(await (await get('/suivi', await as('ada'))).text()).toContain('action="/suivi/session/end"');
    const headers = { cookie: `suivi-session=${token}`, 'content-type': 'application/x-www-form-urlencoded' };
    const ended = await fetch(`${apps[0]!.url}/suivi/session/end`, { method: 'POST', headers, redirect: 'manual' });
    expect([ended.status, ended.headers.get('location')]).toEqual([303, '/suivi']);
    expect(ended.headers.getSetCookie()[0]).toMatch(/^suivi-session=; Path=\/; .*Expires=Thu, 01 Jan 1970/);
  });

  it('is for https alone where the customers’ address is', async () => {
    const app = await startApp({ TRACKING_URL: 'https://suivi.example' });
    const body = new URLSearchParams({ token: await tokenOf('ada') });
    const begun = await fetch(`${app.url}/suivi/session`, { method: 'POST', body, redirect: 'manual' });
    expect(begun.headers.getSetCookie()[0]).toMatch(/; Secure$/);
  });
});

describe('A signed link', () => {
  const open = (number: string, token: string) => get(`/suivi/${number}?access=${token}`);

  it('opens one order: it becomes a cookie of that order’s paths, and leaves the address', async () => {
    const { number } = await anOrder('linked');
    const opened = await open(number, await signedLink(key, { orderNumber: number }));
    expect([opened.status, opened.headers.get('location')]).toEqual([302, `/suivi/${number}`]);
    const cookies = opened.headers.getSetCookie();
    expect(cookies.map((text) => /Path=([^;]+)/.exec(text)![1])).toEqual([
      `/suivi/${number}`,
      `/v1/tracking/${number}`,
    ]);
    for (const text of cookies) expect(text).toMatch(/; HttpOnly; SameSite=Lax; Expires=/);
    const cookie = cookieIn(opened)[0]!;
    const page = await get(`/suivi/${number}`, { cookie });
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain('href="/suivi"');
    expect((await get(`/v1/tracking/${number}`, { cookie })).status).toBe(200);
    const another = (await anOrder('linked')).number;
    expect((await get(`/suivi/${another}`, { cookie })).status).toBe(401);
    expect((await get('/suivi', { cookie })).status).toBe(401);
  });

  it('opens nothing else, is no bearer token, and a bearer token is no link', async () => {
    const { number } = await anOrder('linked');
    const link = await signedLink(key, { orderNumber: number });
    expect((await open((await anOrder('linked')).number, link)).status).toBe(401);
    expect((await get(`/v1/tracking/${number}`, { authorization: `Bearer ${link}` })).status).toBe(401);
    expect((await get(`/v1/tracking/${number}?access=${link}`)).status).toBe(401);
    expect((await open(number, await tokenOf('linked'))).status).toBe(401);
  });

  it('opens nothing once it has expired or was revoked', async () => {
    const { number } = await anOrder('linked');
    expect((await open(number, await signedLink(key, { orderNumber: number, ttl: '-1s' }))).status).toBe(401);
    const token = await signedLink(key, { orderNumber: number });
    const cookie = cookieIn(await open(number, token))[0]!;
    const revoked = new RevokedLinks(connection);
    const verifier = await linkVerifier(dataDir, (linkId) => revoked.has(linkId));
    await revoked.revoke(await verifier.verify(token));
    expect((await open(number, token)).status).toBe(401);
    expect((await get(`/suivi/${number}`, { cookie })).status).toBe(401);
    const session = `suivi-session=${await tokenOf('linked')}`;
    expect((await get(`/suivi/${number}`, { cookie: `${cookie}; ${session}` })).status).toBe(200);
  });
});

describe('Live updates', () => {
  const follow = async (number: string, headers: Record<string, string> = {}, app = apps[0]!, customer = 'ada') =>
    get(`/v1/tracking/${number}/updates`, { ...(await as(customer)), ...headers }, app);

  it('tell the present state, then every new one, by every process', async () => {
    const { number, happens } = await anOrder();
    const streams = await Promise.all(apps.slice(0, 2).map((app) => follow(number, {}, app)));
    expect(streams[0]!.headers.get('content-type')).toMatch('text/event-stream');
    const reading = streams.map((stream) => updatesOf(stream, (seen) => seen.length === 3));
    await delay(50);
    await happens(awaited);
    await delay(50);
    await happens(allocated);
    for (const seen of await Promise.all(reading)) {
      expect(seen.map(({ id }) => id)).toEqual([1, 2, 3]);
      expect(seen[1]!.data).toMatchObject({ orderNumber: number, status: 'on-hold', waitingFor: [{ missing: 2 }] });
    }
  });

  it('go on from the event seen last: at once if there is newer, else when there is', async () => {
    const { number, happens } = await anOrder();
    await happens(awaited);
    const behind = await follow(number, { 'last-event-id': '1' });
    expect((await updatesOf(behind, (seen) => seen.length === 1)).map(({ id }) => id)).toEqual([2]);
    const abreast = updatesOf(await follow(number, { 'last-event-id': '2' }), (seen) => seen.length === 1);
    await delay(100);
    await happens(allocated);
    expect((await abreast).map(({ id }) => id)).toEqual([3]);
  });

  it('are nobody else’s', async () => {
    const { number } = await anOrder();
    expect((await follow(number, {}, apps[0], 'bob')).status).toBe(404);
    expect((await get(`/v1/tracking/${number}/updates`)).status).toBe(401);
  });

  it('are ten at once for a customer, and free a place when they are left', async () => {
    const { number } = await anOrder('many');
    const leaving = new AbortController();
    const headers = await as('many');
    const url = `${apps[0]!.url}/v1/tracking/${number}/updates`;
    const streams = await Promise.all(
      Array.from({ length: 10 }, () => fetch(url, { headers, signal: leaving.signal })),
    );
    expect(streams.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const refused = await fetch(url, { headers });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    leaving.abort();
    for (let tries = 0; ; tries++) {
      const again = await fetch(url, { headers });
      await again.body!.cancel();
      if (again.status === 200) break;
      expect(tries).toBeLessThan(100);
      await delay(20);
    }
  });

  it('go on after Redis was away, without anything missed', async () => {
    const { number, happens } = await anOrder();
    const reading = updatesOf(await follow(number), (seen) => seen.length === 2);
    await connection.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await happens(awaited);
    expect((await reading).map(({ id }) => id)).toEqual([1, 2]);
  });

  it('end when the app stops, within a moment', async () => {
    const app = await startApp();
    const { number } = await anOrder();
    const reading = updatesOf(await follow(number, {}, app), () => false);
    const stoppedAt = Date.now();
    await app.close();
    expect((await reading).map(({ id }) => id)).toEqual([1]);
    expect(Date.now() - stoppedAt).toBeLessThan(2000);
  });
});

describe('An answer as fresh as a command’s ETag', () => {
  it('is waited for', async () => {
    const { number, happens } = await anOrder();
    const asked = get(`/v1/tracking/${number}?atLeast=2`, await as('ada'), apps[1]);
    await delay(100);
    await happens(awaited);
    const answer = await asked;
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
  });

  it('is 503 with what is the matter if the view does not get there in two seconds', async () => {
    const { number } = await anOrder();
    const askedAt = Date.now();
    const answer = await get(`/v1/tracking/${number}?atLeast=9`, await as('ada'));
    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(1900);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({
      code: 'NOT_THAT_FRESH',
      detail: expect.stringContaining('revision 1'),
    });
  });

  it('is no way to learn of others’ orders', async () => {
    const { number } = await anOrder();
    expect((await get(`/v1/tracking/${number}?atLeast=1`, await as('bob'))).status).toBe(404);
    expect((await get(`/v1/tracking/${number}?atLeast=x`, await as('ada'))).status).toBe(400);
  });
});

describe('Whoever asks too much', () => {
  it('is told when to come back: a customer by all processes together, strangers by their address', async () => {
    const env = { TRACKING_CALLS_PER_MINUTE: '3', TRACKING_STRANGER_CALLS_PER_MINUTE: '2' };
    const [one, other] = [await startApp(env), await startApp(env)];
    const headers = await as('eager');
    const statuses = [];
    for (const app of [one, other, one, other, one]) statuses.push((await get('/v1/tracking', headers, app)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await get('/v1/tracking', headers, one);
    expect(refused.headers.get('content-type')).toMatch('application/problem+json');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await refused.json()) as Problem).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    expect((await get('/v1/tracking', await as('patient'), one)).status).toBe(200);
    await connection.del('complet:rate:tracking:address:127.0.0.1');
    const wrong = { authorization: 'Bearer nonsense' };
    const strangers = [];
    for (const app of [one, other, one]) strangers.push((await get('/v1/tracking', wrong, app)).status);
    expect(strangers).toEqual([401, 401, 429]);
    expect((await get('/health/live', {}, one)).status).toBe(200);
  });
});

describe('Every answer', () => {
  it('has a strict policy for what a page may load, and is kept by nobody', async () => {
    for (const path of ['/suivi', '/v1/tracking', '/nothing']) {
      const { headers } = await get(path, await as('ada'));
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('private, no-store');
    }
  });

  it('of the docs runs no script written into it', async () => {
    const page = await (await get('/docs')).text();
    expect(page).not.toMatch(/<script>[^<]/);
    expect((await get('/docs/start.js')).status).toBe(200);
  });
});
