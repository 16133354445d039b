import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Reply, type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

const OPS = new URL('../../dist/apps/ops/main.js', import.meta.url).pathname;
const DAY_MS = 24 * 3600 * 1000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const inDays = (days: number) => ago(-days);
const relay = { method: 'chronorelais', relayPointId: 'r-1' };

describe('The terms of sale, over HTTP', () => {
  let shop: RunningSystem;
  let number = 0;
  const fresh = (name: string) => `${name}-${++number}`;
  const list = async (fields: object = {}, sku = fresh('sku')) => {
    expect(await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product(fields))).toMatchObject({ status: 200 });
    return sku;
  };
  const receive = (sku: string, quantity: number) =>
    shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: fresh('receipt'), sku, quantity });
  const place = (skus: readonly string[], fields: object = {}) =>
    shop.call('shop-front', 'POST', '/v1/orders', { ...order(skus.map((sku) => ({ sku, quantity: 1 }))), ...fields });
  const placed = async (skus: readonly string[], fields: object = {}): Promise<string> => {
    const reply = await place(skus, fields);
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
    return reply.body.orderId;
  };
  const get = (orderId: string) => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`);
  const reaches = (orderId: string, status: string) =>
    eventually(
      () => get(orderId),
      ({ body }) => body.status === status,
    );
  const post = (role: Parameters<RunningSystem['call']>[0], orderId: string, what: string, body: object = {}) =>
    shop.call(role, 'POST', `/v1/orders/${orderId}/${what}`, body);
  const update = (orderId: string, status: string, at = ago(0), more: object = {}) =>
    post('carrier', orderId, 'delivery-updates', { status, at, ...more });
  const shipped = async (skus: readonly string[], fields: object = {}): Promise<string> => {
    const orderId = await placed(skus, fields);
    await Promise.all(skus.map((sku) => receive(sku, 1)));
    await reaches(orderId, 'in-preparation');
    const reply = await post('warehouse', orderId, 'shipment', { trackingNumber: fresh('6A') });
    expect(reply).toMatchObject({ status: 200, body: { status: 'shipped' } });
    return orderId;
  };
  const issue = async (fields: object = {}) => {
    const code = fresh('voucher');
    const voucher = { amountCents: 1000, validFrom: ago(1), validUntil: inDays(1), ...fields };
    expect(await shop.call('catalog', 'PUT', `/v1/vouchers/${code}`, voucher)).toMatchObject({ status: 200 });
    return code;
  };
  const codeOf = ({ status, body }: Reply) => (status === 422 ? body.code : status);
  const tally = (replies: readonly Reply[]) =>
    replies
      .map(codeOf)
      .reduce<Record<string, number>>((sums, code) => ({ ...sums, [code]: (sums[code] ?? 0) + 1 }), {});
  /** A business of its own: quotas are per SIREN. */
  const register = async (siren: string) => {
    const customerId = fresh('customer');
    await shop.call('shop-front', 'PUT', `/v1/customers/${customerId}`, { ...customer(), siren });
    return customerId;
  };

  beforeAll(async () => {
    shop = await runSystem();
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
  }, 60_000);
  afterAll(() => shop.end(), 30_000);

  it('lets one of 50 callers use a voucher, and gives it back when the order is cancelled (T20)', async () => {
    const [sku, voucherCode] = [await list(), await issue()];
    const payment = { method: 'card', cardToken: 'tok_visa', voucherCode };
    const replies = await Promise.all(Array.from({ length: 50 }, () => place([sku], { payment })));
    expect(tally(replies)).toEqual({ 201: 1, VOUCHER_ALREADY_USED: 49 });
    const winner = replies.find(({ status }) => status === 201)!.body;
    expect(winner.totals).toMatchObject({ totalInclTaxCents: 2399, voucherCents: 1000, toPayCents: 1399 });
    expect(await post('shop-front', winner.orderId, 'cancellation', { reason: 'other' })).toMatchObject({
      status: 200,
    });
    expect((await place([sku], { payment })).status).toBe(201);
  });

  it('sells five flash units to five of 50 callers, and the ordinary price stands again (T09)', async () => {
    const flashSale = { priceExclTaxCents: 999, from: ago(1), until: inDays(1), quantity: 5 };
    const sku = await list({ flashSale });
    const at = (unitPriceExclTaxCents: number) => ({ lines: [{ sku, quantity: 1, unitPriceExclTaxCents }] });
    expect(codeOf(await place([sku]))).toBe('PRICE_CHANGED');
    const replies = await Promise.all(Array.from({ length: 50 }, () => place([sku], at(999))));
    expect(tally(replies)).toEqual({ 201: 5, FLASH_SALE_SOLD_OUT: 45 });
    expect((await place([sku])).status).toBe(201);
    const one = replies.find(({ status }) => status === 201)!.body.orderId;
    await post('customer-service', one, 'refusal', { reason: 'wholesale' });
    expect((await place([sku], at(999))).status).toBe(201);
    expect(codeOf(await place([sku], at(999)))).toBe('FLASH_SALE_SOLD_OUT');
  });

  it('takes 20 of 30 orders of one terminal, over all customers of one business (T07)', async () => {
    const customers = [await register('552100554'), await register('552100554')];
    const sku = await list({ kind: 'mobile-phone' });
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) => place([sku], { customerId: customers[index % 2]! })),
    );
    expect(tally(replies)).toEqual({ 201: 20, MOBILE_TERMINAL_DAILY_LIMIT: 10 });
    const [first] = replies.filter(({ status }) => status === 201);
    await post('customer-service', first!.body.orderId, 'refusal', { reason: 'eligibility' });
    expect((await place([sku], { customerId: customers[0]! })).status).toBe(201);
    expect((await place([sku], { customerId: await register('732829320') })).status).toBe(201);
  });

  it('names every rule that a claim breaks too, and keeps nothing of it', async () => {
    const sku = await list({ kind: 'tablet' });
    const customerId = await register('542065479');
    const many = { lines: [{ sku, quantity: 61, unitPriceExclTaxCents: 1999 }], customerId, termsVersion: 'x' };
    const refused = await place([], { ...many, payment: { method: 'voucher', voucherCode: 'no-such-voucher' } });
    expect(refused.body.violations.map(({ code }: { code: string }) => code)).toEqual([
      ...['TERMS_NOT_ACCEPTED', 'MOBILE_TERMINAL_DAILY_LIMIT', 'MOBILE_TERMINAL_WEEKLY_LIMIT', 'VOUCHER_UNKNOWN'],
    ]);
    expect(
      (await place([], { ...many, lines: [{ ...many.lines[0], quantity: 20 }], termsVersion: '2023-04-06' })).status,
    ).toBe(201);
  });

  it('gives the answer of the first time to a repeated request, though its claims were given back since', async () => {
    const [sku, voucherCode] = [await list(), await issue()];
    const body = { ...order([{ sku, quantity: 1 }]), payment: { method: 'card', cardToken: 'tok_visa', voucherCode } };
    const send = () => shop.call('shop-front', 'POST', '/v1/orders', body, { 'idempotency-key': voucherCode });
    const [first, second] = await Promise.all([send(), send()]);
    expect(second.body).toEqual(first.body);
    await post('shop-front', first.body.orderId, 'cancellation', { reason: 'other' });
    expect((await send()).body).toEqual(first.body);
    expect((await place([sku], { payment: body.payment })).status).toBe(201);
  });

  it('collects cash on delivery, the whole of it, once (T16, T22)', async () => {
    const orderId = await shipped([await list()], { payment: { method: 'cash-on-delivery' } });
    expect((await get(orderId)).body.payment).toMatchObject({ method: 'cash-on-delivery', state: 'to-collect' });
    expect(await update(orderId, 'cash-collected')).toMatchObject({ status: 400 });
    expect(codeOf(await update(orderId, 'cash-collected', ago(0), { amountCents: 1 }))).toBe('CASH_AMOUNT_MISMATCH');
    expect((await update(orderId, 'cash-collected', ago(0), { amountCents: 2399 })).body.payment.state).toBe(
      'collected',
    );
    expect((await update(orderId, 'delivered')).body.status).toBe('delivered');
  });

  it('covers an order by a voucher, gives back what it paid when the parcel is not collected (T20, T25)', async () => {
    const [sku, voucherCode] = [await list(), await issue({ amountCents: 5000 })];
    const payment = { method: 'voucher', voucherCode };
    const orderId = await shipped([sku], { payment, delivery: relay });
    expect((await get(orderId)).body).toMatchObject({
      payment: { state: 'covered-by-voucher' },
      totals: { toPayCents: 0 },
    });
    const waiting = await update(orderId, 'available-at-relay');
    expect(waiting.body).toMatchObject({
      status: 'available-at-relay',
      delivery: { pickUpBefore: expect.any(String) },
    });
    expect((await update(orderId, 'returned')).body.steps.map(({ status }: { status: string }) => status)).toContain(
      'not-collected',
    );
    expect((await reaches(orderId, 'refunded')).body.payment.state).toBe('refunded');
    const next = await place([sku], { payment: { method: 'card', cardToken: 'tok_visa', voucherCode } });
    expect(next.body.totals.voucherCents).toBe(2399);
    await post('shop-front', next.body.orderId, 'cancellation', { reason: 'other' });
    const two = { lines: [{ sku, quantity: 2, unitPriceExclTaxCents: 1999 }] };
    expect(codeOf(await place([sku], { ...two, payment }))).toBe('PAYMENT_METHOD_NOT_OFFERED');
  });

  it('ends an order that nobody fetched in 8 working days as not collected, and refunds the card when it is back (T25, T29)', async () => {
    const orderId = await shipped([await list()], { delivery: relay });
    await update(orderId, 'available-at-relay', ago(20));
    await reaches(orderId, 'not-collected');
    expect((await update(orderId, 'returned')).status).toBe(200);
    expect((await reaches(orderId, 'refunded')).body.payment.state).toBe('refunded');
    const captures = await fetch(`${shop.system.urls['payment-provider']}/captures?merchantReference=${orderId}`);
    expect(((await captures.json()) as { items: unknown[] }).items).toMatchObject([
      { amountCents: 2399, refundedCents: 2399 },
    ]);
  });

  it('refunds a withdrawal when the parcel is back, and knows the last day (T29)', async () => {
    const orderId = await shipped([await list()]);
    await update(orderId, 'delivered', ago(13));
    expect((await post('customer-service', orderId, 'withdrawal')).body.status).toBe('withdrawn');
    const receipt = { receivedAt: ago(0) };
    expect((await post('warehouse', orderId, 'return-receipt', receipt)).status).toBe(200);
    await reaches(orderId, 'refunded');
    expect((await post('warehouse', orderId, 'return-receipt', receipt)).status).toBe(200);
    const late = await shipped([await list()]);
    await update(late, 'delivered', ago(15.5));
    expect(codeOf(await post('customer-service', late, 'withdrawal'))).toBe('WITHDRAWAL_PERIOD_OVER');
  });

  it('exchanges what failed in the first week, whole and free, and names the route later (T27)', async () => {
    const sku = await list({ kind: 'landline-phone' });
    const orderId = await shipped([sku]);
    await update(orderId, 'delivered', ago(6.9));
    const defect = { sku, description: 'no dial tone' };
    const exchange = await post('customer-service', orderId, 'defect', defect);
    expect(exchange).toMatchObject({ status: 200, body: { outcome: 'exchange', claimId: expect.any(String) } });
    const exchangeOrderId = exchange.body.exchangeOrderId as string;
    const waiting = await reaches(exchangeOrderId, 'on-hold');
    expect(waiting.body).toMatchObject({ exchangeOf: orderId, totals: { toPayCents: 0 }, customerId: 'zq' });
    await receive(sku, 1);
    await reaches(exchangeOrderId, 'in-preparation');
    const sent = await post('warehouse', exchangeOrderId, 'shipment', { trackingNumber: fresh('6A') });
    expect(sent.body).toMatchObject({ status: 'shipped', payment: { state: 'nothing-to-pay' } });
    const old = await shipped([sku]);
    await update(old, 'delivered', ago(7.01));
    const claim = await post('customer-service', old, 'defect', defect);
    expect(claim.body).toMatchObject({ outcome: 'warranty', route: '3901' });
  });

  it('waits for a preorder as for stock, whole, and shows the date as it moves (T13, T26)', async () => {
    const [sku, other] = [await list({ availableFrom: '2099-01-05' }), await list()];
    const orderId = await placed([sku, other]);
    await Promise.all([receive(sku, 1), receive(other, 1)]);
    const waiting = (expectedOn: string, provisional: boolean) =>
      eventually(
        () => get(orderId),
        ({ body }) =>
          body.waitingFor.length === 1 &&
          body.waitingFor[0].expectedOn === expectedOn &&
          body.delivery.promise.provisional === provisional,
      );
    expect((await waiting('2099-01-05', true)).body).toMatchObject({
      status: 'on-hold',
      waitingFor: [{ sku, missing: 1, reason: 'preorder', expectedOn: '2099-01-05' }],
    });
    await list({ availableFrom: '2099-02-02', availabilityConfirmed: true }, sku);
    expect((await waiting('2099-02-02', false)).body.delivery.promise.from).toBe('2099-02-05');
    await list({ availableFrom: ago(1).slice(0, 10), availabilityConfirmed: true }, sku);
    await reaches(orderId, 'in-preparation');
  });

  it('lists orders at a derisory price for the staff, who may cancel for it (T15)', async () => {
    const orderId = await placed([await list({ referencePriceExclTaxCents: 99_900 })]);
    expect((await get(orderId)).body.flags).toEqual(['price-suspect']);
    const flagged = await eventually(
      () => shop.call('customer-service', 'GET', '/v1/orders?flag=price-suspect'),
      ({ body }) => body.items.some((item: { orderId: string }) => item.orderId === orderId),
    );
    expect(flagged.status).toBe(200);
    expect((await post('customer-service', orderId, 'cancellation', { reason: 'price-error' })).body.status).toBe(
      'cancelled',
    );
  });

  it('refuses to refuse what has shipped (T05)', async () => {
    const orderId = await shipped([await list()]);
    expect(codeOf(await post('customer-service', orderId, 'refusal', { reason: 'fraud' }))).toBe('ALREADY_SHIPPED');
  });

  it('suspends promises for force majeure, and says so (T28)', async () => {
    const orderId = await placed([await list()]);
    const { body: before } = await reaches(orderId, 'on-hold');
    const strike = { from: ago(0), until: inDays(7), reason: 'Grève nationale' };
    expect((await shop.call('operations', 'PUT', '/v1/force-majeure/strike', strike)).status).toBe(200);
    const { promise } = (await get(orderId)).body.delivery;
    expect(promise).toMatchObject({ suspended: { reason: 'Grève nationale' } });
    expect(promise.until > before.delivery.promise.until).toBe(true);
    await eventually(
      () => shop.track('zq', `/${before.orderNumber}`),
      ({ body }) => body.delivery?.promise?.suspended?.reason === 'Grève nationale',
    );
  });

  it('leaves a log that verifies', async () => {
    const env = { ...process.env, EVENTSTORE_URL: shop.system.urls.eventstore };
    const { stdout } = await promisify(execFile)(process.execPath, [OPS, 'verify'], { env });
    expect(stdout).toContain('every invariant holds');
  });
});
