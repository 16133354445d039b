import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { opsOn } from './ops-command.js';
import { type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

/** What docs/operations.md says to back up, and the partner's own books, which are not ours to lose. */
const BACKED_UP = ['eventstore', 'keys', 'payment-provider'];

describe('A backup that is restored, with Redis lost', () => {
  let restored: RunningSystem;
  let before: { held: string; shipped: string; number: string; view: object };
  const { ops, json } = opsOn(() => restored.dataDir);
  const reaches = (shop: RunningSystem, orderId: string, status: string) =>
    eventually(
      () => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`),
      ({ body }) => body.status === status,
      60_000,
    );
  const place = async (shop: RunningSystem, sku: string): Promise<string> =>
    (await shop.call('shop-front', 'POST', '/v1/orders', order([{ sku, quantity: 1 }]))).body.orderId;
  const receive = (shop: RunningSystem, sku: string) =>
    shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: `r-${sku}`, sku, quantity: 1 });
  const ship = (shop: RunningSystem, orderId: string) =>
    shop.call('warehouse', 'POST', `/v1/orders/${orderId}/shipment`, { trackingNumber: `6A-${orderId.slice(0, 8)}` });
  const mailsOf = async (shop: RunningSystem, orderId: string) => {
    const reply = await fetch(`${shop.system.urls.mailbox}/messages?orderId=${orderId}`);
    return ((await reply.json()) as { items: object[] }).items.length;
  };

  beforeAll(async () => {
    const shop = await runSystem();
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    for (const sku of ['a', 'b']) await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product());
    const shipped = await place(shop, 'a');
    await receive(shop, 'a');
    await reaches(shop, shipped, 'in-preparation');
    await ship(shop, shipped);
    const held = await place(shop, 'b');
    const { body } = await reaches(shop, held, 'on-hold');
    const number = body.orderNumber as string;
    await eventually(
      async () => [await mailsOf(shop, shipped), await mailsOf(shop, held)],
      ([ofShipped, ofHeld]) => ofShipped! >= 2 && ofHeld! >= 2,
      60_000,
    );
    const seen = await eventually(
      () => shop.track('zq', `/${number}`),
      ({ body: tracked }) => tracked.status === 'on-hold',
    );
    before = { held, shipped, number, view: seen.body };
    await shop.end({ keepData: true });
    const dataDir = mkdtempSync(join(tmpdir(), 'complet-restored-'));
    for (const part of BACKED_UP) cpSync(join(shop.dataDir, part), join(dataDir, part), { recursive: true });
    await shop.end();
    restored = await runSystem({}, dataDir);
  }, 180_000);
  afterAll(() => restored.end(), 30_000);

  it('is what it was: every invariant holds, and customers see the same', async () => {
    await eventually(
      () => ops('verify'),
      ({ code }) => code === 0,
      60_000,
    );
    expect((await restored.track('zq', `/${before.number}`)).body).toEqual(before.view);
    expect(await json('payments')).toMatchObject({ unanswered: [], refusedRefunds: [] });
  }, 90_000);

  it('goes on, writes to nobody twice, and debits nobody twice', async () => {
    expect(await mailsOf(restored, before.shipped)).toBe(0);
    await ship(restored, before.shipped);
    await receive(restored, 'b');
    await reaches(restored, before.held, 'in-preparation');
    expect(await ship(restored, before.held)).toMatchObject({ status: 200, body: { status: 'shipped' } });
    await eventually(
      () => mailsOf(restored, before.held),
      (mails) => mails === 1,
      60_000,
    );
    const totals = await (await fetch(`${restored.system.urls['payment-provider']}/totals`)).json();
    expect(totals).toMatchObject({ captures: 2, doubleCaptures: 0 });
    expect(await mailsOf(restored, before.shipped)).toBe(0);
  }, 120_000);
});
