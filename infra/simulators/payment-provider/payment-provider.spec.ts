import { SimulatorsUnderTest, call, eventually, itemsAt } from '../simulators-under-test.js';
import { startPaymentProvider } from './payment-provider.js';
import { authorisation, authorise, captureOf, configured, newKey } from './provider-under-test.js';

const simulators = new SimulatorsUnderTest();
afterAll(() => simulators.end());

describe('The simulated payment provider', () => {
  let url: string;
  let aheadMs = 0;
  beforeAll(async () => {
    ({ url } = await simulators.run(
      startPaymentProvider(configured(simulators.folder(), { now: () => Date.now() + aheadMs })),
    ));
  });

  it.each(['tok_visa', 'tok_cb', 'tok_mastercard'])('authorises and captures on %s', async (cardToken) => {
    const authorised = await authorise(url, { cardToken });
    expect(authorised).toMatchObject({ status: 201, body: { status: 'authorised', amountCents: 1000 } });
    expect(Object.keys(authorised.body).sort()).toEqual(
      ['amountCents', 'authorisationId', 'authorisedAt', 'expiresAt', 'status'].sort(),
    );
    const { authorisationId } = authorised.body;
    expect(await captureOf(url, authorised)).toMatchObject({
      status: 201,
      body: { authorisationId, amountCents: 1000 },
    });
  });

  it('answers 402 to a refusal, 404 to an unknown id, 409 to voiding what was captured, 200 to voiding twice', async () => {
    expect(await authorise(url, { cardToken: 'tok_declined' })).toEqual({
      status: 402,
      body: { status: 'refused', reason: 'declined' },
    });
    const nobody = `${url}/authorisations/nobody/captures`;
    expect((await call('POST', nobody, { amountCents: 1 }, newKey())).status).toBe(404);
    const open = await authorise(url);
    const voiding = (id: string) => call('POST', `${url}/authorisations/${id}/void`, {}, newKey());
    expect([await voiding(open.body.authorisationId), await voiding(open.body.authorisationId)]).toMatchObject([
      { status: 200 },
      { status: 200 },
    ]);
    const captured = await authorise(url);
    await captureOf(url, captured);
    expect((await voiding(captured.body.authorisationId)).status).toBe(409);
  });

  it.each([
    [{ amountCents: 0 }],
    [{ amountCents: 10.5 }],
    [{ amountCents: '1000' }],
    [{ initiator: 'nobody' }],
    [{ merchantReference: 'with a space' }],
    [{ cardToken: undefined }],
    [{ extra: 1 }],
  ])('answers 400 to %j', async (some) => {
    expect((await authorise(url, some)).status).toBe(400);
  });

  it('answers 400 to an act without an Idempotency-Key', async () => {
    expect((await call('POST', `${url}/authorisations`, authorisation())).status).toBe(400);
  });

  it('acts once a key, when 50 ask at once', async () => {
    const [key, body] = [newKey(), authorisation()];
    const before = (await call('GET', `${url}/totals`)).body.authorisations;
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => call('POST', `${url}/authorisations`, body, key)),
    );
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect((await call('GET', `${url}/totals`)).body.authorisations).toBe(before + 1);
  });

  it('takes the same fields in another order for the same body, and answers 422 to another body', async () => {
    const [key, body] = [newKey(), authorisation()];
    const first = await call('POST', `${url}/authorisations`, body, key);
    const reordered = Object.fromEntries(Object.entries(body).reverse());
    expect(await call('POST', `${url}/authorisations`, reordered, key)).toEqual(first);
    const changed = { ...body, amountCents: 1001 };
    expect((await call('POST', `${url}/authorisations`, changed, key)).status).toBe(422);
    expect((await captureOf(url, first, key)).status).toBe(422);
  });

  it('lets an authorisation on tok_short_validity lapse within seconds, and any other after 7 days', async () => {
    const [short, long] = [await authorise(url, { cardToken: 'tok_short_validity' }), await authorise(url)];
    const lapsed = { status: 402, body: { status: 'refused', reason: 'authorisation-expired' } };
    aheadMs += 5001;
    expect(await captureOf(url, short)).toEqual(lapsed);
    aheadMs += 7 * 24 * 3600 * 1000 - 60_000;
    expect((await captureOf(url, long, newKey(), 1)).body.reason).toBe('amount-mismatch');
    aheadMs += 60_001;
    expect(await captureOf(url, long)).toEqual(lapsed);
  });

  it('acts at once on tok_slow, and answers when it pleases', async () => {
    const key = newKey();
    const startedAt = performance.now();
    let isAnswered = false;
    const answering = authorise(url, { cardToken: 'tok_slow' }, key).finally(() => (isAnswered = true));
    const known = await eventually(
      () => call('GET', `${url}/operations/${key}`),
      ({ status }) => status === 200,
    );
    expect(isAnswered).toBe(false);
    expect((await answering).body).toEqual(known.body.response);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('fails on tok_fails_after_acting after every act, once a key; the act stands', async () => {
    const key = newKey();
    const body = authorisation({ cardToken: 'tok_fails_after_acting' });
    expect((await call('POST', `${url}/authorisations`, body, key)).status).toBe(500);
    const known = await call('GET', `${url}/operations/${key}`);
    expect(known.body).toMatchObject({
      kind: 'authorisation',
      status: 'authorised',
      request: body,
      merchantReference: body.merchantReference,
    });
    const repeated = await call('POST', `${url}/authorisations`, body, key);
    expect(repeated).toEqual({ status: 201, body: known.body.response });
    const captureKey = newKey();
    expect((await captureOf(url, repeated, captureKey)).status).toBe(500);
    const captured = await captureOf(url, repeated, captureKey);
    expect(captured.status).toBe(201);
    const refunds = `${url}/captures/${captured.body.captureId}/refunds`;
    const refundKey = newKey();
    expect((await call('POST', refunds, { amountCents: 1 }, refundKey)).status).toBe(500);
    expect((await call('POST', refunds, { amountCents: 1 }, refundKey)).status).toBe(201);
  });

  it('answers 404 to a key that it has not seen', async () => {
    expect((await call('GET', `${url}/operations/never-seen`)).status).toBe(404);
  });

  it('lists the captures of one merchant reference, and not those of a longer one', async () => {
    const authorised = await authorise(url, { merchantReference: 'order-7' });
    const { body: captured } = await captureOf(url, authorised);
    await captureOf(url, await authorise(url, { merchantReference: 'order-77' }));
    expect(await itemsAt(`${url}/captures?merchantReference=order-7`)).toMatchObject([
      { captureId: captured.captureId, amountCents: 1000, refundedCents: 0 },
    ]);
    expect(await itemsAt(`${url}/captures?merchantReference=order`)).toEqual([]);
  });
});

describe('The books of the provider', () => {
  it('add up, and name whoever was debited twice', async () => {
    const { url } = await simulators.run(startPaymentProvider(configured(simulators.folder())));
    for (const merchantReference of ['order-1', 'order-2', 'order-2', 'order-3'])
      await captureOf(url, await authorise(url, { merchantReference }));
    const items = await itemsAt<{ captureId: string }>(`${url}/captures`);
    expect(items).toHaveLength(4);
    await call('POST', `${url}/captures/${items[0]!.captureId}/refunds`, { amountCents: 250 }, newKey());
    await authorise(url);
    expect((await call('GET', `${url}/totals`)).body).toEqual({
      authorisations: 5,
      captures: 4,
      capturedCents: 4000,
      refundedCents: 250,
      doubleCaptures: 1,
      capturedTwice: ['order-2'],
    });
  });

  it('are the same after a restart: answers by key, states, settings', async () => {
    const own = configured(simulators.folder());
    const first = await startPaymentProvider(own);
    const [key, body] = [newKey(), authorisation()];
    const authorised = await call('POST', `${first.url}/authorisations`, body, key);
    const declined = authorisation({ cardToken: 'tok_declined' });
    const refusedKey = newKey();
    await call('POST', `${first.url}/authorisations`, declined, refusedKey);
    await captureOf(first.url, authorised);
    await call('PUT', `${first.url}/settings`, { refuseCaptures: true });
    await first.stop();

    const { url } = await simulators.run(startPaymentProvider({ ...own, webhookSecret: 'another' }));
    expect(await call('POST', `${url}/authorisations`, body, key)).toEqual(authorised);
    expect((await call('POST', `${url}/authorisations`, declined, refusedKey)).status).toBe(402);
    expect((await captureOf(url, authorised)).body.reason).toBe('already-captured');
    expect((await call('GET', `${url}/totals`)).body).toMatchObject({ authorisations: 1, captures: 1 });
    expect((await call('PUT', `${url}/settings`, {})).body).toMatchObject({
      refuseCaptures: true,
      webhookSecret: 'another',
    });
  });
});

describe('The settings of the provider', () => {
  it('refuse captures, fail after acting, and add latency, for any card', async () => {
    const { url } = await simulators.run(startPaymentProvider(configured(simulators.folder())));
    const set = (some: object) => call('PUT', `${url}/settings`, some);
    const authorised = await authorise(url);
    await set({ refuseCaptures: true });
    expect(await captureOf(url, authorised)).toMatchObject({ status: 402, body: { reason: 'insufficient-funds' } });
    await set({ refuseCaptures: false, failAfterActing: true });
    const key = newKey();
    expect((await captureOf(url, authorised, key)).status).toBe(500);
    const { status, body: captured } = await captureOf(url, authorised, key);
    expect(status).toBe(201);
    await set({ failAfterActing: false, refuseRefunds: true });
    const refund = () => call('POST', `${url}/captures/${captured.captureId}/refunds`, { amountCents: 1 }, newKey());
    expect(await refund()).toMatchObject({ status: 402, body: { reason: 'card-account-closed' } });
    await set({ refuseRefunds: false, latencyMs: 200 });
    expect((await refund()).status).toBe(201);
    const startedAt = performance.now();
    await authorise(url);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(190);
    expect((await set({ latencyMs: -1 })).status).toBe(400);
    expect((await set({ unheardOf: true })).status).toBe(400);
  });

  it('do not keep it from stopping at once, slow as it may be', async () => {
    const provider = await startPaymentProvider(configured(simulators.folder(), { slowMs: 60_000 }));
    const key = newKey();
    const slow = authorise(provider.url, { cardToken: 'tok_slow' }, key).catch(() => undefined);
    await eventually(
      () => call('GET', `${provider.url}/operations/${key}`),
      ({ status }) => status === 200,
    );
    const startedAt = performance.now();
    await Promise.all([provider.stop(), provider.stop()]);
    await slow;
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
