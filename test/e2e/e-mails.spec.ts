import { type RunningSystem, PERSON, customer, eventually, order, product, runSystem } from './running-system.js';

interface Message {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

describe('What a customer is told by e-mail', () => {
  let shop: RunningSystem;
  const mailsOf = async (orderId: string): Promise<Message[]> => {
    const response = await fetch(`${shop.system.urls.mailbox}/messages?orderId=${orderId}`).catch(() => undefined);
    return response ? ((await response.json()) as { items: Message[] }).items.reverse() : [];
  };
  const get = (orderId: string) => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`);
  const place = async (sku: string): Promise<string> =>
    (await shop.call('shop-front', 'POST', '/v1/orders', order([{ sku, quantity: 1 }]))).body.orderId;
  const reaches = (orderId: string, status: string) =>
    eventually(
      () => get(orderId),
      ({ body }) => body?.status === status,
    );

  beforeAll(async () => {
    shop = await runSystem();
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    for (const sku of ['a', 'b']) await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product());
  }, 60_000);
  afterAll(() => shop.end(), 30_000);

  it('is the number, why it waits, and that it left: each once, with a link that opens the order (T06, T11)', async () => {
    const orderId = await place('a');
    const { orderNumber } = (await reaches(orderId, 'on-hold')).body;
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'r-a', sku: 'a', quantity: 1 });
    await reaches(orderId, 'in-preparation');
    await shop.call('warehouse', 'POST', `/v1/orders/${orderId}/shipment`, { trackingNumber: '6A-mail' });
    const mails = await eventually(
      () => mailsOf(orderId),
      (seen) => seen.length >= 3,
    );
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [PERSON.email, `Votre commande ${orderNumber} est enregistrée`],
      [PERSON.email, `Votre commande ${orderNumber} attend des articles`],
      [PERSON.email, `Votre commande ${orderNumber} est expédiée`],
    ]);
    const link = /https?:\S+/.exec(mails[0]!.text)![0];
    const opened = await fetch(link, { redirect: 'manual' });
    expect(opened.status).toBe(302);
    const cookie = opened.headers
      .getSetCookie()
      .map((text) => text.split(';')[0])
      .join('; ');
    const page = await fetch(new URL(opened.headers.get('location')!, link), { headers: { cookie } });
    expect(await page.text()).toContain(orderNumber);
  });
});
