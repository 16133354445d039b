import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { terminalQuotasOn } from '#customers';
import { type EventStore, newCommand } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { QUEUE } from '#bullmq';
import { orderTracking } from '#order-tracking';
import { connectRedis, connected, viewKeys } from '#redis';
import { opsOn } from './ops-command.js';
import { type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

const AUTHOR = 'a.durand';
/** What is under way for longer is found: a repair is tried at once, not ten minutes later. */
const SOON = ['--patience', '2s'];

describe('Operators repair, and verify says so', () => {
  let shop: RunningSystem;
  let redis: ReturnType<typeof connectRedis>;
  let store: EventStore;
  let queue: Queue;
  const { ops, json } = opsOn(() => shop.dataDir);
  let number = 0;
  const fresh = (name: string) => `${name}-${++number}`;

  const get = (orderId: string) => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`);
  const reaches = (orderId: string, status: string) =>
    eventually(
      () => get(orderId),
      ({ body }) => body.status === status,
      60_000,
    );
  const post = (role: Parameters<RunningSystem['call']>[0], orderId: string, what: string, body: object) =>
    shop.call(role, 'POST', `/v1/orders/${orderId}/${what}`, body);
  const place = async (fields: object = {}) => {
    const sku = fresh('sku');
    await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product());
    const body = { ...order([{ sku, quantity: 1 }]), ...fields };
    const reply = await shop.call('shop-front', 'POST', '/v1/orders', body);
    return { sku, orderId: reply.body.orderId as string };
  };
  const held = async () => {
    const { sku, orderId } = await place();
    const { body } = await reaches(orderId, 'on-hold');
    return { sku, orderId, orderNumber: body.orderNumber as string };
  };
  const prepared = async () => {
    const { sku, orderId } = await place();
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: fresh('receipt'), sku, quantity: 1 });
    await reaches(orderId, 'in-preparation');
    return orderId;
  };
  const provider = async (settings: object) => {
    const url = `${shop.system.urls['payment-provider']}/settings`;
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(settings) });
    expect(reply.status).toBe(200);
  };
  const refundedCents = async () => {
    const reply = await fetch(`${shop.system.urls['payment-provider']}/totals`);
    return ((await reply.json()) as { refundedCents: number }).refundedCents;
  };
  const verify = async (): Promise<[number, string[]]> => {
    const { code, stdout } = await ops('verify', '--json', ...SOON);
    const { findings } = JSON.parse(stdout) as { findings: { what: string; subject: string }[] };
    return [code, findings.map(({ what, subject }) => `${what} ${subject}`)];
  };
  const verifies = () => eventually(verify, ([code]) => code === 0, 60_000);
  const finds = (...wanted: string[]) =>
    eventually(verify, ([code, found]) => code === 1 && wanted.every((each) => found.includes(each)), 60_000);
  /** By kind, as the projector shows it. */
  const foundByTheAudit = async (): Promise<Record<string, number>> => {
    const shown = await (await fetch(`${shop.system.urls.projector}/metrics`)).text();
    const samples = shown.matchAll(/^complet_audit_findings\{what="([^"]+)"\} (\d+)$/gm);
    return Object.fromEntries([...samples].map(([, what, count]) => [what!, Number(count)]));
  };
  const authorsOf = async (stream: string, type: string): Promise<string[]> => {
    const events = (await json('events', '--stream', stream, '--type', type)) as { metadata: { issuedBy: string } }[];
    return events.map(({ metadata }) => metadata.issuedBy);
  };

  beforeAll(async () => {
    shop = await runSystem({ AUDIT_EVERY_MS: '500' });
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    redis = connectRedis(shop.system.urls.redis);
    await connected(redis);
    queue = new Queue(QUEUE, { connection: { url: shop.system.urls.redis }, prefix: '{complet}' });
    store = connectEventStore({ url: shop.system.urls.eventstore });
    await held();
    await verifies();
  }, 120_000);
  afterAll(async () => {
    await queue.close();
    redis.disconnect();
    await store.close();
    await shop.end();
  }, 30_000);

  it('a document that stands still: folded again, or its event passed over for good', async () => {
    const { orderId, orderNumber } = await held();
    await verifies();
    const { id, type, stream, revision } = (await json('events', '--stream', `order-${orderId}`)).at(-1);
    const parked = JSON.stringify({ reason: 'Error: planted', events: [{ id, type, stream, revision }] });
    const park = () => redis.hset(viewKeys(orderTracking).parked, orderNumber, parked);
    await park();
    await finds(`parked-document ${orderNumber}`);
    expect(await ops('parked', '--retry', orderNumber, '--as', AUTHOR)).toMatchObject({ code: 0 });
    await verifies();
    expect(await authorsOf('projection-order-tracking', 'DocumentsRefolded')).toEqual([`ops/${AUTHOR}`]);

    await park();
    await finds(`parked-document ${orderNumber}`);
    const skipped = await json('parked', '--skip', orderNumber, '--reason', 'planted by a test', '--as', AUTHOR);
    expect(skipped).toMatchObject({
      parked: [],
      skipped: [{ reason: 'planted by a test', issuedBy: `ops/${AUTHOR}` }],
    });
    await verifies();
    await redis.flushall();
    await verifies();
    expect(await redis.hget(viewKeys(orderTracking).docs, orderNumber)).toContain(`"revision":${revision - 1}`);
  }, 180_000);

  it('a step of the allocation that was set aside: found in the log again', async () => {
    await redis.hset('complet:{fulfillment}:parked', 'order-planted', 'Error: planted');
    await finds('parked-allocation order-planted');
    expect(await ops('parked', '--retry', '--as', AUTHOR)).toMatchObject({ code: 0 });
    await verifies();
    expect(await authorsOf('projection-allocation', 'DocumentsRefolded')).toEqual([`ops/${AUTHOR}`]);
    const { sku, orderId } = await held();
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: fresh('receipt'), sku, quantity: 1 });
    await reaches(orderId, 'in-preparation');
  }, 180_000);

  it('a view that is not what the log makes of it: rebuilt, and put in its place', async () => {
    const { orderNumber } = await held();
    await verifies();
    const { docs } = viewKeys(orderTracking);
    const changed = (await redis.hget(docs, orderNumber))!.replace('"on-hold"', '"delivered"');
    await redis.hset(docs, orderNumber, changed);
    await finds(`view-differs ${orderNumber}`);
    const refolded = await json('rebuild', 'order-tracking', '--order', orderNumber, '--as', AUTHOR);
    expect(refolded).toEqual({ projection: 'order-tracking', keys: [orderNumber], parked: [] });
    await verifies();
    await redis.hset(docs, orderNumber, changed);
    const since = new Date(Date.now() - 3600 * 1000).toISOString();
    const recent = await json('rebuild', 'order-tracking', '--from', since, '--as', AUTHOR);
    expect(recent.keys).toContain(orderNumber);
    await verifies();
    await redis.hset(docs, orderNumber, changed);
    await finds(`view-differs ${orderNumber}`);
    expect(await ops('rebuild', 'order-tracking', '--to', 'noon')).toMatchObject({ code: 2 });
    expect(await ops('rebuild', 'order-tracking')).toMatchObject({ code: 0 });
    expect(await ops('rebuild', 'order-tracking', '--switch', '--as', AUTHOR)).toMatchObject({ code: 0 });
    await verifies();
    expect(await authorsOf('projection-order-tracking', 'ViewExchanged')).toEqual([`ops/${AUTHOR}`]);
  }, 180_000);

  it('a job that is gone: put back', async () => {
    const { orderId } = await held();
    await verifies();
    const [job] = (await queue.getDelayed()).filter(({ id }) => id?.startsWith(`check-promise-${orderId}`));
    await job!.remove();
    await finds(`job-lost ${orderId}`);
    expect(await ops('jobs')).toMatchObject({ code: 1, stdout: expect.stringContaining(job!.id!) });
    await eventually(foundByTheAudit, (what) => what['job-lost'] === 1, 60_000);
    expect(await json('jobs', '--restore', '--as', AUTHOR)).toMatchObject({ restored: 1, lost: [] });
    await verifies();
    expect(await authorsOf('queue-', 'JobsRestored')).toEqual([`ops/${AUTHOR}`]);
    await eventually(foundByTheAudit, (what) => what['job-lost'] === 0, 60_000);
  }, 180_000);

  it('a job tried in vain: tried again once the cause is mended', async () => {
    shop.system.kill('payment-provider', 'SIGSTOP');
    const { orderId } = await place();
    const jobId = `authorise-${orderId}-planted`;
    await queue.add('authorise', { orderId }, { jobId, attempts: 1, removeOnComplete: true });
    await finds(`payment-unanswered ${orderId}`, `wake-up-overdue ${orderId}`, `job-failed ${orderId}`);
    expect(await ops('jobs')).toMatchObject({ code: 1, stdout: expect.stringMatching(/failed .*payment provider/) });
    shop.system.kill('payment-provider', 'SIGCONT');
    expect((await json('jobs', '--retry', jobId, '--as', AUTHOR)).retried).toBe(1);
    await reaches(orderId, 'on-hold');
    await verifies();
    expect(await authorsOf('queue-', 'JobsRetried')).toEqual([`ops/${AUTHOR}`]);
  }, 180_000);

  it('a debit whose answer was lost: reconciled with the provider, by its key', async () => {
    const orderId = await prepared();
    shop.system.kill('worker', 'SIGSTOP');
    await provider({ latencyMs: 2000, webhookCopies: 0 });
    const handedOver = post('warehouse', orderId, 'shipment', { trackingNumber: '6A-lost' }).catch(() => undefined);
    await eventually(
      () => authorsOf(`order-${orderId}`, 'DebitRequested'),
      ({ length }) => length > 0,
    );
    shop.system.kill('orders-api');
    await handedOver;
    await delay(2500);
    await provider({ latencyMs: 0, webhookCopies: 1 });
    await finds(`payment-unanswered ${orderId}`);
    const reconciled = await json('payments', '--reconcile', orderId, '--as', AUTHOR, ...SOON);
    expect(reconciled).toMatchObject({ unanswered: [], reconciled: [{ act: 'debit', outcome: 'captured' }] });
    for (const type of ['Shipped', 'CardDebitedOnShipment'])
      expect(await authorsOf(`order-${orderId}`, type)).toEqual([`ops/${AUTHOR}`]);
    shop.system.kill('worker', 'SIGCONT');
    await shop.system.ready();
    await verifies();
  }, 180_000);

  it('a refund that was refused: asked for again, and paid once', async () => {
    const orderId = await prepared();
    await post('warehouse', orderId, 'shipment', { trackingNumber: fresh('6A') });
    const { body } = await reaches(orderId, 'shipped');
    const before = await refundedCents();
    await provider({ refuseRefunds: true });
    const at = new Date().toISOString();
    expect(await post('carrier', orderId, 'delivery-updates', { status: 'returned', at })).toMatchObject({
      status: 200,
    });
    await finds(`refund-refused ${orderId}`);
    expect(await ops('payments')).toMatchObject({ code: 1, stdout: expect.stringContaining('refused: ') });
    await provider({ refuseRefunds: false });
    await ops('payments', '--retry-refund', orderId, '--as', AUTHOR);
    await reaches(orderId, 'refunded');
    await verifies();
    expect((await refundedCents()) - before).toBe(body.totals.toPayCents);
    expect(await authorsOf(`order-${orderId}`, 'RefundRequested')).toEqual([expect.anything(), `ops/${AUTHOR}`]);
    expect(await ops('payments', '--retry-refund', orderId)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no refund'),
    });
  }, 180_000);

  it('a claim whose order never came to be: given back', async () => {
    const orderId = crypto.randomUUID();
    const now = new Date().toISOString();
    const day = now.slice(0, 10);
    const claim = {
      type: 'ClaimTerminals',
      siren: '552100554',
      units: 1,
      day,
      week: '2026-W48',
      orderId,
      now,
    } as const;
    await terminalQuotasOn(store).handle(claim, newCommand('a request that died'));
    await finds(`claim-without-order ${orderId}`);
    expect(await ops('claims', ...SOON)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('terminal-quota-552100554'),
    });
    expect(await ops('claims', '--release', orderId, '--as', AUTHOR, ...SOON)).toMatchObject({ code: 0 });
    await verifies();
    expect(await authorsOf('terminal-quota-552100554', 'TerminalsReleased')).toEqual([`ops/${AUTHOR}`]);
  }, 180_000);

  it('what the log will say for ever: accepted once it was dealt with, and found again if it grows', async () => {
    const [last] = (await store.read('product-sku-1')).slice(-1);
    const forged = (revision: number) =>
      store.append('product-sku-1', revision, [{ ...last!, id: crypto.randomUUID() }]);
    await forged(last!.revision);
    await finds('broken-chain product-sku-1');
    expect((await ops('verify', '--accept', 'product-sku-1')).stderr).toContain('--reason');
    const accept = ['--accept', 'product-sku-1', '--reason', 'forged by a test', '--as', AUTHOR];
    expect(await ops('verify', ...accept, ...SOON)).toMatchObject({ code: 0 });
    await verifies();
    expect(await authorsOf('audit-', 'FindingAccepted')).toEqual([`ops/${AUTHOR}`]);
    await forged(last!.revision + 1);
    await finds('broken-chain product-sku-1');
    await ops('verify', ...accept, ...SOON);
    await verifies();
  }, 180_000);

  it('refuses an author that no log should name', async () => {
    for (const name of ['', 'two words', 'a\nb'])
      expect(await ops('claims', '--as', name)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--as takes'),
      });
  }, 60_000);
});
