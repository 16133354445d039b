import { setTimeout as delay } from 'node:timers/promises';
import { startCarrier } from '../carrier/carrier.js';
import { FakeOrdersApi, problem } from '../fake-orders-api.js';
import { SimulatorsUnderTest, eventually, itemsAt } from '../simulators-under-test.js';
import { type Parcel } from './parcels.js';
import { startWarehouse } from './warehouse.js';

describe('The simulated warehouse', () => {
  let simulators: SimulatorsUnderTest;
  let api: FakeOrdersApi;
  let carrierUrl: string;
  beforeEach(async () => {
    simulators = new SimulatorsUnderTest();
    api = await simulators.run(new FakeOrdersApi().start());
    const carrier = await simulators.run(
      startCarrier({
        port: 0,
        dataDir: simulators.folder(),
        ordersApiUrl: api.url,
        token: 'carrier-token',
        deliveryDelayMs: 3_600_000,
        concurrency: 4,
      }),
    );
    carrierUrl = carrier.url;
  });
  afterEach(() => simulators.end());

  const start = (dataDir = simulators.folder(), some: object = {}) =>
    startWarehouse({
      port: 0,
      dataDir,
      ordersApiUrl: api.url,
      token: 'warehouse-token',
      carrierUrl,
      customerPrefix: '',
      pollMs: 20,
      concurrency: 4,
      ...some,
    });
  const parcelsOf = (url: string) => itemsAt<Parcel>(`${url}/parcels`);
  const reach = (url: string, state: Parcel['state'], count: number) =>
    eventually(
      () => parcelsOf(url),
      (all) => all.filter((parcel) => parcel.state === state).length === count,
    );

  it('asks to ship whatever is released, page by page, and hands it to the carrier under one number', async () => {
    const orderIds = Array.from({ length: 12 }, (_, n) => `order-${n}`);
    api.release('customer', ...orderIds);
    const { url } = await simulators.run(start());
    await reach(url, 'handed-over', 12);
    const taken = await parcelsOf(carrierUrl);
    expect(taken.map(({ orderId }) => orderId).sort()).toEqual([...orderIds].sort());
    for (const { orderId, trackingNumber } of taken)
      expect(api.shipments.filter((asked) => asked.orderId === orderId)).toEqual([
        { orderId, body: { trackingNumber }, key: `shipment-${orderId}`, token: 'Bearer warehouse-token' },
      ]);
    expect(new Set(taken.map(({ trackingNumber }) => trackingNumber)).size).toBe(12);
  });

  it('sees to the orders of its own customers alone', async () => {
    api.release('demo-1', 'mine');
    api.release('another', 'not-mine');
    const { url } = await simulators.run(start(undefined, { customerPrefix: 'demo-' }));
    await reach(url, 'handed-over', 1);
    await delay(100);
    expect(api.shipments.map(({ orderId }) => orderId)).toEqual(['mine']);
  });

  it.each([
    ['answers 503', () => problem(503, 'UNAVAILABLE')],
    ['lost a race', () => problem(409, 'CONFLICT')],
    ['dies in the middle', () => undefined],
    ['does not take the token', () => problem(401, 'UNAUTHENTICATED')],
  ])('asks again under the same number and key while the API %s', async (_, failure) => {
    let failures = 2;
    api.onShipment = () => (failures-- > 0 ? failure() : { status: 200 });
    api.release('customer', 'order-1');
    const { url } = await simulators.run(start());
    await reach(url, 'handed-over', 1);
    expect(api.shipments).toHaveLength(3);
    expect(new Set(api.shipments.map(({ body, key }) => `${body['trackingNumber']} ${key}`)).size).toBe(1);
  });

  it('asks again for a parcel whose order was shipped without a word, though it is listed no more', async () => {
    api.onShipment = ({ orderId }) => {
      if (!api.preparations.delete(orderId)) return { status: 200 };
      return undefined;
    };
    api.release('customer', 'order-1');
    const { url } = await simulators.run(start());
    await reach(url, 'handed-over', 1);
    expect(api.shipments).toHaveLength(2);
  });

  it('keeps a parcel whose debit is refused, and asks anew once the order is listed again (T17)', async () => {
    api.onShipment = ({ orderId }) => {
      api.preparations.delete(orderId);
      return problem(422, 'PAYMENT_REFUSED');
    };
    api.release('customer', 'order-1');
    const { url } = await simulators.run(start());
    const [kept] = await reach(url, 'kept-aside', 1);
    expect(kept).toMatchObject({ refusals: 1, refusedFor: 'PAYMENT_REFUSED' });
    await delay(200);
    expect(api.shipments).toHaveLength(1);
    expect(await parcelsOf(carrierUrl)).toEqual([]);

    api.onShipment = () => ({ status: 200 });
    api.release('customer', 'order-1');
    await reach(url, 'handed-over', 1);
    expect(api.shipments.map(({ body, key }) => ({ ...body, key }))).toEqual([
      { trackingNumber: kept!.trackingNumber, key: 'shipment-order-1' },
      { trackingNumber: kept!.trackingNumber, key: 'shipment-order-1-2' },
    ]);
  });

  it('has the number on disk before it tells it, and the same one after a restart', async () => {
    const known: unknown[] = [];
    let url = '';
    api.onShipment = ({ body }) => {
      known.push(body['trackingNumber']);
      return problem(503, 'UNAVAILABLE');
    };
    api.release('customer', 'order-1');
    const dataDir = simulators.folder();
    const first = await start(dataDir);
    ({ url } = first);
    await eventually(
      () => known.length,
      (count) => count > 0,
    );
    const [parcel] = await parcelsOf(url);
    expect(parcel).toMatchObject({ state: 'packed', trackingNumber: known[0] });
    await first.stop();

    api.preparations.clear();
    api.onShipment = () => ({ status: 200 });
    const second = await simulators.run(start(dataDir));
    await reach(second.url, 'handed-over', 1);
    expect(api.shipments.at(-1)!.body).toEqual({ trackingNumber: known[0] });
  });

  it('offers a parcel to the carrier until it is accepted, without asking to ship again', async () => {
    const port = Number(new URL(carrierUrl).port);
    const gone = 'http://127.0.0.1:1';
    const dataDir = simulators.folder();
    api.release('customer', 'order-1');
    const first = await start(dataDir, { carrierUrl: gone });
    await reach(first.url, 'shipped', 1);
    await first.stop();
    const second = await simulators.run(start(dataDir, { carrierUrl: `http://127.0.0.1:${port}` }));
    await reach(second.url, 'handed-over', 1);
    expect(api.shipments).toHaveLength(1);
  });

  it('outlives an API that is away or answers nonsense', async () => {
    const away = await simulators.run(start(undefined, { ordersApiUrl: 'http://127.0.0.1:1' }));
    await delay(100);
    expect(await parcelsOf(away.url)).toEqual([]);
  });
});
