import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Audit } from '#audit';
import { type EventStore } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { orderTracking } from '#order-tracking';
import { SpareView, connectRedis, connected } from '#redis';
import { findFreePort } from '../../infra/redis/free-port.js';
import { type RunningSystem, customer, eventually, order, product, runSystem } from '../e2e/running-system.js';

const PROJECTOR = new URL('../../dist/apps/projector/main.js', import.meta.url).pathname;

describe('Two projectors on one system', () => {
  let shop: RunningSystem;
  let store: EventStore;
  let standby: { readonly child: ChildProcess; readonly url: string };
  let receipts = 0;
  const placed: string[] = [];

  const startStandby = async () => {
    const port = await findFreePort();
    const urls = { EVENTSTORE_URL: shop.system.urls.eventstore, REDIS_URL: shop.system.urls.redis };
    const env = { ...process.env, ...urls, PROJECTOR_PORT: String(port) };
    return { child: spawn(process.execPath, [PROJECTOR], { env, stdio: 'ignore' }), url: `http://127.0.0.1:${port}` };
  };
  /** Whether a projector fills every view, and has caught up. */
  const isLive = async (url: string): Promise<boolean> => {
    const signal = AbortSignal.timeout(1000);
    const text = await fetch(`${url}/metrics`, { signal }).then(
      (response) => response.text(),
      () => '',
    );
    const views = [...text.matchAll(/^complet_projection_live\{projection="[^"]+"\} (\d)/gm)].map(([, live]) => live);
    return views.length > 1 && views.every((live) => live === '1');
  };
  const goesLive = (url: string) => eventually(() => isLive(url), Boolean, 30_000);
  const place = async (count: number) => {
    for (let each = 0; each < count; each++) {
      const lines = ['A', 'B'].map((sku) => ({ sku, quantity: 1 }));
      const answer = await shop.call('shop-front', 'POST', '/v1/orders', order(lines));
      expect(answer.status).toBe(201);
      placed.push(answer.body.orderId);
    }
  };
  const receive = async (quantity: number) => {
    for (const sku of ['A', 'B']) {
      const receipt = { receiptId: `r-${++receipts}`, sku, quantity };
      expect((await shop.call('warehouse', 'POST', '/v1/stock-receipts', receipt)).status).toBe(201);
    }
  };
  const released = (wanted: number) =>
    eventually(
      async () => (await shop.call('warehouse', 'GET', '/v1/preparations?limit=100')).body.items.length as number,
      (count) => count === wanted,
      40_000,
    );
  /** The log keeps every invariant, no order has an event twice, and the view is what the log gives. */
  const isAllInOrder = async () => {
    const audit = new Audit();
    const seen = new Map<string, number>();
    for await (const page of store.readAll()) {
      audit.take(page);
      for (const { stream, type, data } of page.events) {
        const notice = type === 'CustomerNotified' ? (data as { notice: string }).notice : '';
        if (stream.startsWith('order-')) count(`${stream} ${type} ${notice}`, type === 'ItemsAllocated' ? 0 : 1);
        const claims = type === 'StockClaimed' ? (data as { claims: { orderId: string }[] }).claims : [];
        for (const { orderId } of claims) count(`${stream} claimed by ${orderId}`, 1);
      }
    }
    function count(what: string, times: number) {
      seen.set(what, (seen.get(what) ?? 0) + times);
    }
    expect(audit.findings()).toEqual([]);
    expect([...seen].filter(([, times]) => times > 1)).toEqual([]);
    const claims = [...seen.keys()].filter((what) => what.includes(' claimed by '));
    expect(claims).toHaveLength(2 * placed.length);
    await viewIsThatOfTheLog();
  };
  const viewIsThatOfTheLog = async () => {
    const redis = connectRedis(shop.system.urls.redis);
    await connected(redis);
    try {
      const spare = new SpareView({ store, redis, projection: orderTracking });
      const { signal } = new AbortController();
      await spare.fill(signal, () => undefined, true);
      expect(await spare.differences(signal)).toEqual([]);
    } finally {
      redis.disconnect();
    }
  };

  beforeAll(async () => {
    shop = await runSystem();
    store = connectEventStore({ url: shop.system.urls.eventstore });
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    for (const sku of ['A', 'B']) await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product());
    await goesLive(shop.system.urls.projector);
    standby = await startStandby();
  }, 60_000);
  afterAll(async () => {
    await shop.end();
    await store.close();
    standby.child.kill('SIGKILL');
  }, 30_000);

  it('work one at a time', async () => {
    await place(5);
    await receive(2);
    await released(2);
    const ready = await eventually(
      () =>
        fetch(`${standby.url}/health/ready`).then(
          (response) => response.status,
          () => 0,
        ),
      (status) => status === 200,
    );
    expect(ready).toBe(200);
    expect(await isLive(standby.url)).toBe(false);
    expect(await isLive(shop.system.urls.projector)).toBe(true);
    await isAllInOrder();
  }, 60_000);

  it('take over from one that is stopped for longer than its lease; waking, it does no harm', async () => {
    const busy = place(10);
    shop.system.kill('projector', 'SIGSTOP');
    await busy;
    await goesLive(standby.url);
    await receive(3);
    await released(5);
    await Promise.all([place(5), Promise.resolve(shop.system.kill('projector', 'SIGCONT')), receive(2)]);
    await released(7);
    await eventually(
      async () => Number(await isLive(standby.url)) + Number(await isLive(shop.system.urls.projector)),
      (live) => live === 1,
    );
    expect(await isLive(shop.system.urls.projector)).toBe(false);
    await isAllInOrder();
  }, 120_000);

  it('take over from one that is killed', async () => {
    const busy = place(10);
    standby.child.kill('SIGKILL');
    await once(standby.child, 'exit');
    await busy;
    await receive(4);
    await released(11);
    await goesLive(shop.system.urls.projector);
    await isAllInOrder();
  }, 120_000);
});
