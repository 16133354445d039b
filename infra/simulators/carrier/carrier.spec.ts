import { setTimeout as delay } from 'node:timers/promises';
import { FakeOrdersApi, problem } from '../fake-orders-api.js';
import { SimulatorsUnderTest, call, eventually, itemsAt } from '../simulators-under-test.js';
import { startCarrier } from './carrier.js';
import { type Parcel } from './parcels.js';

describe('The simulated carrier', () => {
  let simulators: SimulatorsUnderTest;
  let api: FakeOrdersApi;
  beforeEach(async () => {
    simulators = new SimulatorsUnderTest();
    api = await simulators.run(new FakeOrdersApi().start());
  });
  afterEach(() => simulators.end());

  const start = (dataDir = simulators.folder(), deliveryDelayMs = 100) =>
    startCarrier({ port: 0, dataDir, ordersApiUrl: api.url, token: 'carrier-token', deliveryDelayMs, concurrency: 4 });
  const bring = (url: string, orderId: string, trackingNumber = `6A-${orderId}`) =>
    call('POST', `${url}/parcels`, { orderId, trackingNumber });
  const delivered = (url: string) =>
    eventually(
      () => itemsAt<Parcel>(`${url}/parcels`),
      (parcels) => parcels.length > 0 && parcels.every((parcel) => parcel.delivered),
    );

  it('delivers each parcel after a while, and says so once', async () => {
    const { url } = await simulators.run(start());
    const startedAt = Date.now();
    await Promise.all(['o-1', 'o-2', 'o-3'].map((orderId) => bring(url, orderId)));
    expect(api.updates).toEqual([]);
    await delivered(url);
    await delay(150);
    expect(api.updates.map(({ orderId }) => orderId).sort()).toEqual(['o-1', 'o-2', 'o-3']);
    for (const { body, token } of api.updates) {
      expect(body).toEqual({ status: 'delivered', at: expect.stringMatching(/Z$/) });
      expect(Date.parse(body['at']!)).toBeGreaterThanOrEqual(startedAt + 100);
      expect(Date.parse(body['at']!)).toBeLessThanOrEqual(Date.now());
      expect(token).toBe('Bearer carrier-token');
    }
  });

  it('takes a parcel in once, however often it is brought; and no other one of the same order', async () => {
    const { url } = await simulators.run(start());
    const replies = await Promise.all(Array.from({ length: 5 }, () => bring(url, 'o-1')));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect((await bring(url, 'o-1', 'another')).status).toBe(409);
    expect((await call('POST', `${url}/parcels`, { orderId: 'o-2' })).status).toBe(400);
    await delivered(url);
    await bring(url, 'o-1');
    await delay(200);
    expect(api.updates).toHaveLength(1);
  });

  it.each([
    ['is away', () => problem(503, 'UNAVAILABLE')],
    ['dies in the middle', () => undefined],
    ['does not take the token', () => problem(403, 'FORBIDDEN')],
  ])('tells it again, with the same time, while the API %s', async (_, failure) => {
    let failures = 2;
    api.onUpdate = () => (failures-- > 0 ? failure() : { status: 200 });
    const { url } = await simulators.run(start());
    await bring(url, 'o-1');
    await delivered(url);
    expect(api.updates).toHaveLength(3);
    expect(new Set(api.updates.map(({ body }) => body['at'])).size).toBe(1);
  });

  it('is content when it hears that the order is delivered already', async () => {
    api.onUpdate = () => problem(422, 'INVALID_TRANSITION', 'order o-1 is delivered, not shipped');
    const { url } = await simulators.run(start());
    await bring(url, 'o-1');
    await delivered(url);
    expect(api.updates).toHaveLength(1);
  });

  it('does not take another refusal for a yes, nor hammer on it, nor let others wait behind it', async () => {
    api.onUpdate = ({ orderId }) =>
      orderId.startsWith('bad') ? problem(422, 'INVALID_TRANSITION', 'order is cancelled') : { status: 200 };
    const { url } = await simulators.run(start());
    await Promise.all(['bad-1', 'bad-2', 'bad-3', 'bad-4', 'bad-5', 'good'].map((orderId) => bring(url, orderId)));
    await eventually(
      () => api.updates.length,
      (count) => count === 6,
    );
    await delay(200);
    expect(api.updates).toHaveLength(6);
    const parcels = await itemsAt<Parcel>(`${url}/parcels`);
    expect(parcels.filter((parcel) => parcel.delivered)).toMatchObject([{ orderId: 'good' }]);
  });

  it('delivers after a restart what it took in before', async () => {
    const dataDir = simulators.folder();
    const first = await start(dataDir, 300);
    await bring(first.url, 'o-1');
    await first.stop();
    expect(api.updates).toEqual([]);
    const { url } = await simulators.run(start(dataDir, 300));
    await delivered(url);
    expect(api.updates).toHaveLength(1);
  });
});
