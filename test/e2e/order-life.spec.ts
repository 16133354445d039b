import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedEventStore } from '../../infra/embedded-eventstoredb/index.js';
import { type RunningSystem, PERSON, customer, eventually, order, product, runSystem } from './running-system.js';

const NODE_MODULES_NODE = process.execPath;
const OPS = new URL('../../dist/apps/ops/main.js', import.meta.url).pathname;

const verify = async (eventStoreUrl: string): Promise<{ code: number; text: string }> => {
  const env = { ...process.env, EVENTSTORE_URL: eventStoreUrl };
  return promisify(execFile)(NODE_MODULES_NODE, [OPS, 'verify'], { env }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, text: error.stdout }),
  );
};

describe('The whole system', () => {
  let shop: RunningSystem;
  const status = (orderId: string) => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`);
  const reaches = (orderId: string, wanted: string) =>
    eventually(
      () => status(orderId),
      ({ body }) => body.status === wanted,
    );
  const place = async (
    lines: { sku: string; quantity: number }[],
    cardToken = 'tok_visa',
    headers = {},
  ): Promise<string> => {
    const placed = await shop.call('shop-front', 'POST', '/v1/orders', order(lines, cardToken), headers);
    expect(placed.status).toBe(201);
    return placed.body.orderId;
  };
  const receive = (receiptId: string, sku: string, quantity: number) =>
    shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId, sku, quantity });
  const ship = (orderId: string, trackingNumber = `6A-${orderId}`.slice(0, 20)) =>
    shop.call('warehouse', 'POST', `/v1/orders/${orderId}/shipment`, { trackingNumber });
  const list = (sku: string) => shop.call('catalog', 'PUT', `/v1/products/${sku}`, product());

  beforeAll(async () => {
    shop = await runSystem({ UNPAID_GRACE_MS: '3000' });
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
  }, 60_000);
  afterAll(() => shop.end(), 30_000);

  it('holds an order until every item is in, ships it whole, and debits the card then (T11, T17)', async () => {
    await Promise.all([list('a'), list('b')]);
    const orderId = await place([
      { sku: 'a', quantity: 2 },
      { sku: 'b', quantity: 1 },
    ]);
    await receive('a-1', 'a', 2);
    const held = await eventually(
      () => status(orderId),
      ({ body }) => body.status === 'on-hold' && body.waitingFor.length === 1,
    );
    expect(held.body.waitingFor).toEqual([{ sku: 'b', name: 'Casque', missing: 1, reason: 'stock' }]);
    expect((await ship(orderId)).status).toBe(422);
    await receive('b-1', 'b', 1);
    await reaches(orderId, 'in-preparation');
    const shipped = await ship(orderId, '6A000001');
    expect(shipped.status).toBe(200);
    expect(shipped.body).toMatchObject({
      status: 'shipped',
      payment: { state: 'debited' },
      delivery: { trackingNumber: '6A000001' },
    });
    expect((await ship(orderId, '6A000001')).body.steps).toEqual(shipped.body.steps);
    const update = { status: 'delivered', at: new Date().toISOString() };
    expect((await shop.call('carrier', 'POST', `/v1/orders/${orderId}/delivery-updates`, update)).status).toBe(200);
    const number = shipped.body.orderNumber as string;
    const tracked = await eventually(
      () => shop.track('zq', `/${number}`),
      ({ body }) => body.status === 'delivered',
    );
    expect(tracked.body).toMatchObject({ orderNumber: number, payment: { state: 'debited' }, waitingFor: [] });
    expect((await shop.track('somebody-else', `/${number}`)).status).toBe(404);
  });

  it('gives the last unit to one of 50 orders, and lets 49 wait (T11)', async () => {
    await list('last');
    await receive('last-1', 'last', 1);
    const orderIds = await Promise.all(Array.from({ length: 50 }, () => place([{ sku: 'last', quantity: 1 }])));
    const settled = await eventually(
      () => Promise.all(orderIds.map(async (orderId) => (await status(orderId)).body.status as string)),
      (statuses) => statuses.every((now) => now === 'on-hold' || now === 'in-preparation'),
    );
    expect(settled.filter((now) => now === 'in-preparation')).toHaveLength(1);
    expect(settled.filter((now) => now === 'on-hold')).toHaveLength(49);
  });

  it('debits once, however often the payment result comes and the hand-over is asked for (T17)', async () => {
    await fetch(`${shop.system.urls['payment-provider']}/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ webhookCopies: 3 }),
    });
    await list('once');
    await receive('once-1', 'once', 1);
    const orderId = await place([{ sku: 'once', quantity: 1 }], 'tok_fails_after_acting');
    await reaches(orderId, 'in-preparation');
    const replies = await Promise.all(Array.from({ length: 10 }, () => ship(orderId, '6A-once')));
    expect(replies.map((reply) => reply.status)).toEqual(Array(10).fill(200));
    const captures = await fetch(`${shop.system.urls['payment-provider']}/captures?merchantReference=${orderId}`);
    expect(((await captures.json()) as { items: unknown[] }).items).toHaveLength(1);
  });

  it('keeps the parcel when the debit is refused, and ships it on the same request once another card is given', async () => {
    await list('refused');
    await receive('refused-1', 'refused', 1);
    const orderId = await place([{ sku: 'refused', quantity: 1 }], 'tok_capture_refused');
    await reaches(orderId, 'in-preparation');
    const headers = { 'idempotency-key': `shipment-${orderId}` };
    const handOver = () =>
      shop.call('warehouse', 'POST', `/v1/orders/${orderId}/shipment`, { trackingNumber: '6A-refused' }, headers);
    expect(await handOver()).toMatchObject({ status: 422, body: { code: 'PAYMENT_REFUSED', article: 'CGV 9' } });
    const refused = await status(orderId);
    expect(refused.body).toMatchObject({ status: 'payment-action-required', payment: { state: 'action-required' } });
    await shop.call('shop-front', 'POST', `/v1/orders/${orderId}/payment-method`, { cardToken: 'tok_visa' });
    await reaches(orderId, 'in-preparation');
    expect((await handOver()).status).toBe(200);
  });

  it('ends an order whose payment is not put right in time', async () => {
    await list('declined');
    const orderId = await place([{ sku: 'declined', quantity: 1 }], 'tok_declined');
    await reaches(orderId, 'payment-action-required');
    expect((await reaches(orderId, 'cancelled')).body.payment.state).toBe('voided');
  });

  it('renews an authorisation that lapses while the order waits, and ships on the new one', async () => {
    await list('renewed');
    const orderId = await place([{ sku: 'renewed', quantity: 1 }], 'tok_short_validity');
    const first = (await reaches(orderId, 'on-hold')).body.payment.authorisedUntil as string;
    await eventually(
      () => status(orderId),
      ({ body }) => body.payment.authorisedUntil > first,
    );
    await receive('renewed-1', 'renewed', 1);
    await reaches(orderId, 'in-preparation');
    expect((await ship(orderId)).status).toBe(200);
  });

  it('gives the stock of a cancelled order to the next, and voids its authorisation (T29)', async () => {
    await list('given-back');
    await receive('given-back-1', 'given-back', 1);
    const first = await place([{ sku: 'given-back', quantity: 1 }]);
    await reaches(first, 'in-preparation');
    const second = await place([{ sku: 'given-back', quantity: 1 }]);
    await reaches(second, 'on-hold');
    const cancelled = await shop.call('customer-service', 'POST', `/v1/orders/${first}/cancellation`, {
      reason: 'customer-request',
    });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    await reaches(second, 'in-preparation');
    await eventually(
      () => status(first),
      ({ body }) => body.payment.state === 'voided',
    );
    await ship(second);
    const late = await shop.call('customer-service', 'POST', `/v1/orders/${second}/cancellation`, {
      reason: 'customer-request',
    });
    expect(late).toMatchObject({ status: 422, body: { code: 'TOO_LATE_TO_CANCEL', article: 'PDP 2.1.3' } });
  });

  it('answers a repeated Idempotency-Key as the first time, and another body under it with 422', async () => {
    await list('keyed');
    const headers = { 'idempotency-key': 'the-same' };
    const [one, other] = await Promise.all(
      [1, 2].map(() => shop.call('shop-front', 'POST', '/v1/orders', order([{ sku: 'keyed', quantity: 1 }]), headers)),
    );
    expect(one!.status).toBe(201);
    expect(other!.body).toEqual(one!.body);
    await reaches(one!.body.orderId, 'on-hold');
    const later = await shop.call('shop-front', 'POST', '/v1/orders', order([{ sku: 'keyed', quantity: 1 }]), headers);
    expect(later.body).toEqual(one!.body);
    const changed = await shop.call(
      'shop-front',
      'POST',
      '/v1/orders',
      order([{ sku: 'keyed', quantity: 2 }]),
      headers,
    );
    expect(changed).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('names every fault by its path, unknown ids with 404, a stale If-Match with 412, and closes its doors', async () => {
    const malformed = await shop.call('shop-front', 'POST', '/v1/orders', {
      customerId: 'zq',
      lines: [{ sku: 'a', quantity: 0, unitPriceExclTaxCents: 1, extra: 1 }],
      delivery: { method: 'colissimo' },
      payment: { method: 'card' },
      termsVersion: 'x',
    });
    expect(malformed.status).toBe(400);
    expect(malformed.headers.get('content-type')).toContain('application/problem+json');
    const paths = malformed.body.errors.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['lines[0].quantity', 'lines[0].extra', 'delivery.address', 'payment.cardToken']),
    );
    expect((await status('nothing-here')).status).toBe(404);
    const orderId = await place([{ sku: 'a', quantity: 1 }]);
    const stale = await shop.call(
      'customer-service',
      'POST',
      `/v1/orders/${orderId}/cancellation`,
      { reason: 'other' },
      { 'if-match': '"999"' },
    );
    expect(stale.status).toBe(412);
    expect((await shop.call('carrier', 'POST', '/v1/orders', order([{ sku: 'a', quantity: 1 }]))).status).toBe(403);
    expect((await fetch(`${shop.system.urls['orders-api']}/v1/orders/${orderId}`)).status).toBe(401);
  });

  it('goes on with commands while Redis is dead, and catches up when it is back', async () => {
    await list('no-redis');
    shop.system.kill('redis');
    const orderId = await place([{ sku: 'no-redis', quantity: 1 }]);
    await shop.system.ready('redis');
    await receive('no-redis-1', 'no-redis', 1);
    await reaches(orderId, 'in-preparation');
  });

  it('answers 503 with Retry-After while the event store is dead, and goes on by itself', async () => {
    shop.system.kill('embedded-eventstoredb', 'SIGSTOP');
    const pending = shop.call('warehouse', 'POST', '/v1/stock-receipts', {
      receiptId: 'stopped-1',
      sku: 'a',
      quantity: 1,
    });
    shop.system.kill('embedded-eventstoredb', 'SIGKILL');
    const answered = await pending;
    expect([201, 503]).toContain(answered.status);
    if (answered.status === 503) expect(answered.headers.get('retry-after')).not.toBeNull();
    await shop.system.ready('embedded-eventstoredb');
    const again = await eventually(
      () => receive('stopped-1', 'a', 1),
      (reply) => reply.status === 201,
    );
    expect(again.body.receiptId).toBe('stopped-1');
  });

  it('stores no name, e-mail, street or phone in clear', () => {
    const files = readdirSync(join(shop.dataDir, 'eventstore'), { recursive: true, withFileTypes: true }).filter(
      (file) => file.isFile(),
    );
    const bytes = files.map((file) => readFileSync(join(file.parentPath, file.name)));
    expect(bytes.some((file) => file.includes('OrderPlaced'))).toBe(true);
    for (const text of [...Object.values(PERSON), 'Quillfeather', 'tok_visa'])
      expect(bytes.some((file) => file.includes(text))).toBe(false);
  });

  it('verifies its own log, and finds a changed byte in an old event once it is stopped', async () => {
    expect(await verify(shop.system.urls.eventstore)).toMatchObject({ code: 0 });
    await shop.end({ keepData: true });
    const log = join(shop.dataDir, 'eventstore', 'log.mdb');
    const bytes = readFileSync(log);
    for (let at = bytes.indexOf('"receiptId":"a-1"'); at !== -1; at = bytes.indexOf('"receiptId":"a-1"', at + 1))
      bytes[at + 13] = 'b'.charCodeAt(0);
    writeFileSync(log, bytes);
    const server = await startEmbeddedEventStore({ dataDir: join(shop.dataDir, 'eventstore') });
    const { code, text } = await verify(server.url).finally(() => server.stop());
    expect(code).toBe(1);
    expect(text).toMatch(/broken-chain {2}stock-a/);
  });
});
