import { orderTracking } from '#order-tracking';
import { connectRedis, connected, viewKeys } from '#redis';
import { opsOn } from './ops-command.js';
import { type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

describe('The operators’ command line', () => {
  let shop: RunningSystem;
  let [orderId, orderNumber] = ['', ''];
  const { ops, json } = opsOn(() => shop.dataDir);

  beforeAll(async () => {
    shop = await runSystem();
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    await shop.call('catalog', 'PUT', '/v1/products/a', product());
    const placed = await shop.call('shop-front', 'POST', '/v1/orders', order([{ sku: 'a', quantity: 2 }]));
    orderId = placed.body.orderId;
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'r', sku: 'a', quantity: 1 });
    const held = await eventually(
      () => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`),
      ({ body }) => body.status === 'on-hold' && body.waitingFor[0]?.missing === 1,
    );
    orderNumber = held.body.orderNumber;
    await eventually(
      () => ops('lag'),
      ({ code }) => code === 0,
    );
  }, 60_000);
  afterAll(() => shop.end(), 30_000);

  it('tells an order’s life, by its id or its number, as it was at any time, with nothing personal in clear', async () => {
    const { stdout } = await ops('timeline', orderNumber);
    expect(stdout).toMatch(/OrderPlaced {2}→ placed\n +by shop-front/);
    expect(stdout).toMatch(/StockAwaited {2}→ on-hold/);
    expect(stdout).not.toMatch(/Quillfeather|tok_visa|Tournesols/);
    const entries = await json('timeline', orderId);
    expect(entries[0]).toMatchObject({ type: 'OrderPlaced', status: 'placed', revision: 0 });
    expect(await json('timeline', orderId, '--at', entries[0].at)).toHaveLength(1);
  }, 60_000);

  it('says who waits for what, and why an order is not shipped', async () => {
    expect((await ops('holds')).stdout).toMatch(new RegExp(`${orderNumber} .*1 × a`));
    expect(await json('holds', '--sku', 'a')).toMatchObject([{ orderId, waitsFor: [{ sku: 'a', quantity: 1 }] }]);
    expect(await json('holds', '--sku', 'b')).toEqual([]);
    expect(await json('holds', '--older-than', '1d')).toEqual([]);
    expect((await ops('explain', orderNumber)).stdout).toContain('1 × a are missing');
    expect(await json('stock', 'a')).toMatchObject({
      received: 1,
      free: 0,
      held: 1,
      ordersWaiting: 1,
      unitsMissing: 1,
    });
  });

  it('shows events of the log, and how far the views are', async () => {
    const seen = await json('events', '--stream', 'stock-a', '--type', 'StockReceived');
    expect(seen).toMatchObject([{ stream: 'stock-a', type: 'StockReceived', data: { quantity: 1 } }]);
    expect(await json('lag')).toEqual(
      expect.arrayContaining([expect.objectContaining({ projection: 'order-tracking', behind: 0, parked: 0 })]),
    );
    expect((await ops('verify')).stdout).toContain('every invariant holds');
  }, 60_000);

  it('shows jobs that are tried in vain, and why, and has them tried again once the cause is mended', async () => {
    expect(await json('jobs')).toMatchObject({ troubled: [], retried: 0 });
    shop.system.kill('payment-provider', 'SIGSTOP');
    const lines = [{ sku: 'a', quantity: 1 }];
    const { orderId: stuck } = (await shop.call('shop-front', 'POST', '/v1/orders', order(lines))).body;
    const seen = await eventually(
      () => json('jobs'),
      ({ troubled }) => troubled.length > 0,
      60_000,
    );
    expect(seen.troubled[0]).toMatchObject({ kind: 'authorise', orderId: stuck, state: 'retrying' });
    expect(seen.troubled[0].reason).toContain('payment provider');
    shop.system.kill('payment-provider', 'SIGCONT');
    await ops('jobs', '--retry');
    await eventually(
      () => shop.call('shop-front', 'GET', `/v1/orders/${stuck}`),
      ({ body }) => body.status === 'on-hold',
    );
  }, 120_000);

  it('lists what is parked and takes it up again', async () => {
    const redis = connectRedis(shop.system.urls.redis);
    await connected(redis);
    try {
      expect(await json('parked')).toMatchObject({ parked: [] });
      const { id, type, stream, revision } = (await json('events', '--stream', `order-${orderId}`)).at(-1);
      const parked = JSON.stringify({ reason: 'Error: planted', events: [{ id, type, stream, revision }] });
      await redis.hset(viewKeys(orderTracking).parked, orderNumber, parked);
      expect(await ops('parked')).toMatchObject({ code: 1, stdout: expect.stringContaining('Error: planted') });
      expect(await ops('parked', '--skip', orderNumber)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--reason'),
      });
      expect(await ops('parked', '--retry')).toMatchObject({ code: 0 });
    } finally {
      redis.disconnect();
    }
  }, 60_000);

  it('rebuilds a view beside the live one, says what would change, switches, and rolls back', async () => {
    expect(await ops('diff', 'order-tracking')).toMatchObject({ code: 2, stderr: expect.stringContaining('rebuild') });
    const rebuilt = await json('rebuild', 'order-tracking');
    expect(rebuilt).toMatchObject({ projection: 'order-tracking', state: 'ready', events: expect.any(Number) });
    expect(await ops('diff', 'order-tracking')).toMatchObject({
      code: 0,
      stdout: 'nothing would change in order-tracking\n',
    });
    expect(await ops('rebuild', 'order-tracking', '--switch')).toMatchObject({ code: 0 });
    expect((await shop.track('zq', `/${orderNumber}`)).body).toMatchObject({ orderNumber, status: 'on-hold' });
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'r2', sku: 'a', quantity: 1 });
    await eventually(
      () => shop.track('zq', `/${orderNumber}`),
      ({ body }) => body.status === 'in-preparation',
    );
    expect(await ops('rebuild', 'order-tracking', '--rollback')).toMatchObject({ code: 0 });
    await eventually(
      () => shop.track('zq', `/${orderNumber}`),
      ({ body }) => body.status === 'in-preparation',
    );
    const mailbox = await fetch(`${shop.system.urls.mailbox}/messages?orderId=${orderId}`);
    const { items } = (await mailbox.json()) as { items: { messageId: string }[] };
    expect(new Set(items.map(({ messageId }) => messageId)).size).toBe(items.length);
    expect((await ops('rebuild', 'order-trackin')).stderr).toContain('there are order-tracking');
  }, 90_000);

  it('says what was meant by what was mistyped, what an option takes, and what is not there', async () => {
    expect(await ops('timelin', orderId)).toMatchObject({ code: 2, stderr: expect.stringContaining('timeline') });
    const wrong = await ops('holds', '--older-than', 'soon');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('such as 90m, 12h or 3d') });
    const none = await ops('explain', '00000000-0000-4000-8000-000000000000');
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no order') });
    const verbs = ['verify', 'timeline', 'holds', 'explain', 'stock', 'events', 'lag', 'jobs', 'parked'].concat([
      ...['payments', 'claims', 'rebuild', 'diff'],
    ]);
    const helps = await Promise.all(verbs.map((verb) => ops(verb, '--help')));
    for (const { stdout } of helps) expect(stdout).toMatch(/Example: npm run ops -- /);
  }, 90_000);
});
