import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentKey, issueToken, signedLink } from '#access';
import { type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

/** What anybody may call: nothing else, and no route of the documents that is not named here. */
const PUBLIC_IN_DOCUMENTS = [
  ...['POST /v1/payment-notifications', 'POST /suivi/session', 'POST /suivi/session/end'],
  ...['POST /session', 'POST /session/end'],
];
const APPS = ['orders-api', 'tracking', 'desk'] as const;
type App = (typeof APPS)[number];
const PUBLIC_BESIDE = ['/health/live', '/health/ready', '/metrics', '/docs', '/docs-json'];

interface Route {
  readonly name: string;
  readonly method: string;
  /** With every parameter filled in, by what is there. */
  readonly path: string;
  /** True if it speaks of the one order that is there. */
  readonly isOfTheOrder: boolean;
}

/** Bull Board's routes stand in no document: one of each kind. */
const BULL_BOARD: readonly Route[] = [
  ['GET', '/queues/'],
  ['GET', '/queues/queue/wake-ups'],
  ['GET', '/queues/api/queues'],
  ['PUT', '/queues/api/queues/wake-ups/pause'],
  ['PUT', '/queues/api/queues/wake-ups/retry/failed'],
  ['POST', '/queues/api/queues/wake-ups/add'],
  ['GET', '/queues/static/favicon.ico'],
].map(([method = '', path = '']) => ({ name: `${method} ${path}`, method, path, isOfTheOrder: false }));

describe('Every route of the OpenAPI documents', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'complet-other-key-'));
  let shop: RunningSystem;
  let placed: { orderId: string; orderNumber: string };
  let routes: Record<App, Route[]>;
  let good: Record<'operations' | 'ada' | 'bob' | 'warehouse', string>;
  /** By what is wrong with them; each would be let in everywhere if nothing were. */
  let bad: Record<App, Record<string, string | undefined>>;

  beforeAll(async () => {
    shop = await runSystem();
    await shop.call('shop-front', 'PUT', '/v1/customers/ada', customer());
    await shop.call('catalog', 'PUT', '/v1/products/lamp', product());
    const lines = [{ sku: 'lamp', quantity: 1 }];
    const { body } = await shop.call('shop-front', 'POST', '/v1/orders', order(lines, 'tok_visa', 'ada'));
    const { items } = (
      await eventually(
        () => shop.track('ada'),
        (answer) => typeof answer.body.items[0]?.orderNumber === 'string',
      )
    ).body;
    placed = { orderId: body.orderId, orderNumber: items[0].orderNumber };
    routes = {
      ...{ 'orders-api': await routesOf('orders-api'), tracking: await routesOf('tracking') },
      desk: [...(await routesOf('desk')), ...BULL_BOARD],
    };
    const key = await developmentKey(shop.dataDir);
    good = {
      operations: await issueToken(key, { role: 'operations' }),
      warehouse: await issueToken(key, { role: 'warehouse' }),
      ada: await issueToken(key, { role: 'customer', customerId: 'ada' }),
      bob: await issueToken(key, { role: 'customer', customerId: 'bob' }),
    };
    bad = {
      'orders-api': await badTokens({ role: 'operations' }),
      tracking: await badTokens({ role: 'customer', customerId: 'ada' }),
      desk: await badTokens({ role: 'operations' }),
    };
  }, 60_000);
  afterAll(async () => {
    await shop.end();
    rmSync(elsewhere, { recursive: true, force: true });
  }, 30_000);

  const badTokens = async (claims: { role: 'operations' } | { role: 'customer'; customerId: string }) => {
    const key = await developmentKey(shop.dataDir);
    const token = await issueToken(key, claims);
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claimed = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), sub: 'somebody' };
    return {
      'no token': undefined,
      'a signature by another key': await issueToken(await developmentKey(elsewhere), claims),
      'a signature of other claims': [header, encoded(claimed), signature].join('.'),
      'alg: none': `${encoded({ alg: 'none' })}.${payload}.`,
      'no signature': `${header}.${payload}.`,
      'an expiry that is past': await issueToken(key, { ...claims, ttl: '-1s' }),
      'a link in its place': await signedLink(key, { orderNumber: 'C-0' }),
      nonsense: 'nonsense',
    };
  };

  const routesOf = async (app: App): Promise<Route[]> => {
    const { paths } = (await (await fetch(`${shop.system.urls[app]}/docs-json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path: path.replace(/\{(\w+)\}/g, (_, parameter: string) => valueOf(parameter)),
        isOfTheOrder: /\{order(Id|Number)\}/.test(path),
      })),
    );
  };
  /** A route with a parameter unknown here is not covered: name what to fill it with. */
  const valueOf = (parameter: string): string => {
    const values: Record<string, string> = { ...placed, sku: 'lamp', customerId: 'ada', code: 'BON-1', id: 'flood' };
    const value = values[parameter];
    if (value === undefined) throw new Error(`the sweep knows no {${parameter}}`);
    return value;
  };

  const call = async (app: App, { method, path }: Route, headers: Record<string, string>) => {
    const response = await fetch(shop.system.urls[app] + path, {
      method,
      headers: { ...headers, ...(method !== 'GET' && { 'content-type': 'application/json' }) },
      ...(method !== 'GET' && { body: '{}' }),
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    const text = isStream ? '' : await response.text();
    if (isStream) await response.body?.cancel();
    return { status: response.status, text };
  };
  const closedRoutes = (app: App) => routes[app].filter(({ name }) => !PUBLIC_IN_DOCUMENTS.includes(name));
  const bearer = (token: string | undefined): Record<string, string> =>
    token === undefined ? {} : { authorization: `Bearer ${token}` };

  it('is found in them', () => {
    expect(routes['orders-api'].map(({ name }) => name)).toEqual(
      expect.arrayContaining(['POST /v1/orders', 'GET /v1/orders/{orderId}', 'GET /v1/preparations']),
    );
    expect(routes.tracking.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['GET /v1/tracking/{orderNumber}/updates', 'GET /suivi/{orderNumber}']),
    );
    expect(routes.desk.map(({ name }) => name)).toEqual(expect.arrayContaining(['GET /', 'GET /v1/desk']));
    const all = Object.values(routes)
      .flat()
      .map(({ name }) => name);
    expect(all).toEqual(expect.arrayContaining(PUBLIC_IN_DOCUMENTS));
  });

  it.each(APPS)('of %s is closed to every token that is none: 401', async (app) => {
    const open: string[] = [];
    for (const route of closedRoutes(app))
      for (const [what, token] of Object.entries(bad[app])) {
        const { status } = await call(app, route, bearer(token));
        if (status !== 401) open.push(`${route.name} with ${what}: ${status}`);
      }
    expect(open).toEqual([]);
  });

  it.each([
    ['tracking', ['suivi-session', 'suivi-link']],
    ['desk', ['desk-session', 'suivi-session']],
  ] as const)('of %s is closed to such tokens in a cookie too: 401', async (app, cookies) => {
    const open: string[] = [];
    for (const route of closedRoutes(app))
      for (const [what, token = ''] of Object.entries(bad[app]))
        for (const name of cookies) {
          const { status } = await call(app, route, { cookie: `${name}=${token}` });
          if (status !== 401) open.push(`${route.name} with ${what} as ${name}: ${status}`);
        }
    expect(open).toEqual([]);
  });

  it('is closed to a token of another scope: 403', async () => {
    const open: string[] = [];
    for (const [app, tokens] of [
      ['orders-api', [good.ada, good.bob]],
      ['tracking', [good.warehouse, good.operations]],
      ['desk', [good.warehouse, good.ada]],
    ] as const)
      for (const route of closedRoutes(app))
        for (const token of tokens) {
          const { status } = await call(app, route, bearer(token));
          if (status !== 403) open.push(`${route.name}: ${status}`);
        }
    expect(open).toEqual([]);
  });

  it('of tracking shows a customer nothing of another’s: 404, or a list without it', async () => {
    const open: string[] = [];
    for (const route of closedRoutes('tracking')) {
      const own = await call('tracking', route, bearer(good.ada));
      expect([route.name, own.status]).toEqual([route.name, 200]);
      for (const headers of [bearer(good.bob), { cookie: `suivi-session=${good.bob}` }]) {
        const { status, text } = await call('tracking', route, headers);
        const isShut = route.isOfTheOrder ? status === 404 : status === 200;
        if (!isShut || text.includes(placed.orderNumber)) open.push(`${route.name}: ${status}`);
      }
    }
    expect(open).toEqual([]);
  });

  it('that is public says no more than it must', async () => {
    for (const app of APPS) {
      for (const path of PUBLIC_BESIDE) expect((await fetch(shop.system.urls[app] + path)).status).toBe(200);
      for (const route of routes[app].filter(({ name }) => PUBLIC_IN_DOCUMENTS.includes(name))) {
        const { status, text } = await call(app, route, {});
        expect([303, 400, 401]).toContain(status);
        expect(text).not.toContain(placed.orderNumber);
      }
    }
  });
});
