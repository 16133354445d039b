import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CollectedSpan, type Collector, startCollector } from './collector.js';
import { opsOn } from './ops-command.js';
import { PERSON, type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

describe('The trace of an order', () => {
  let shop: RunningSystem;
  let collector: Collector;
  let orderId = '';
  let [asked, shipping] = ['', ''];
  let trace: readonly CollectedSpan[] = [];
  const { json } = opsOn(() => shop.dataDir);

  const reaches = (status: string) =>
    eventually(
      () => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`),
      ({ body }) => body.status === status,
      60_000,
    );
  const post = (role: Parameters<RunningSystem['call']>[0], path: string, body: object, traceId: string) =>
    shop.call(role, 'POST', path, body, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
  const newTraceId = () => crypto.randomUUID().replaceAll('-', '');
  const named = (name: string) => {
    const found = trace.filter((span) => span.name === name);
    if (found.length === 0) throw new Error(`no span ${name} among: ${trace.map((span) => span.name).join('; ')}`);
    return found;
  };
  const parentOf = ({ parentSpanId }: CollectedSpan) => trace.find(({ spanId }) => spanId === parentSpanId);
  /** From a span to the request that began it all. */
  const pathOf = (span: CollectedSpan): string[] => {
    const parent = parentOf(span);
    return [`${span.service} ${span.name}`, ...(parent ? pathOf(parent) : [])];
  };

  beforeAll(async () => {
    collector = await startCollector();
    shop = await runSystem({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    await shop.call('catalog', 'PUT', '/v1/products/a', product());
    [asked, shipping] = [newTraceId(), newTraceId()];
    const placed = await post('shop-front', '/v1/orders', order([{ sku: 'a', quantity: 1 }]), asked);
    orderId = placed.body.orderId;
    await reaches('on-hold');
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'r', sku: 'a', quantity: 1 });
    await reaches('in-preparation');
    await post('warehouse', `/v1/orders/${orderId}/shipment`, { trackingNumber: '6A1' }, shipping);
    await reaches('shipped');
    const isWhole = (spans: readonly CollectedSpan[]) =>
      ['order-tracking: CardDebitedOnShipment', 'order-tracking: CustomerNotified', 'ShipOrder'].every((name) =>
        spans.some((span) => span.name === name),
      ) && spans.filter(({ name }) => name === 'send e-mail').length >= 3;
    const spans = await eventually(
      () => Promise.resolve(collector.spans.filter(({ traceId }) => traceId === asked)),
      isWhole,
      60_000,
    );
    trace = spans;
  }, 180_000);
  afterAll(async () => {
    await shop.end();
    await collector.close();
  }, 30_000);

  it('is one, through every process, from the request that placed it to its debit', () => {
    expect(new Set(trace.map(({ service }) => service))).toEqual(new Set(['orders-api', 'projector', 'worker']));
    for (const span of trace) expect(pathOf(span).at(-1)).toBe('orders-api POST /v1/orders');
  });

  it('goes from the request through command, event, view, job and payment provider, each a child of what caused it', () => {
    const [authorised] = named('payment provider: authorised');
    expect(pathOf(authorised!)).toEqual([
      'worker payment provider: authorised',
      'worker wake-up: authorise',
      'orders-api PlaceOrder',
      'orders-api POST /v1/orders',
    ]);
    expect(pathOf(named('append OrderPlaced')[0]!)[1]).toBe('orders-api PlaceOrder');
    expect(pathOf(named('order-tracking: OrderPlaced')[0]!)).toEqual([
      ...['projector order-tracking: OrderPlaced', 'orders-api PlaceOrder', 'orders-api POST /v1/orders'],
    ]);
    expect(pathOf(named('wake-ups: OrderCompleted')[0]!).slice(0, 2)).toEqual([
      ...['projector wake-ups: OrderCompleted', 'projector RecordAllocations'],
    ]);
    expect(pathOf(named('wake-up: release')[0]!)[0]).toBe('worker wake-up: release');
    expect(pathOf(named('payment provider: captured')[0]!).slice(0, 2)).toEqual([
      ...['orders-api payment provider: captured', 'orders-api ShipOrder'],
    ]);
    expect(pathOf(named('order-tracking: CardDebitedOnShipment')[0]!)[1]).toBe('orders-api ShipOrder');
  });

  it('is linked to the requests that came later in traces of their own', async () => {
    const [ship] = named('ShipOrder');
    expect(ship!.links.map(({ traceId }) => traceId)).toEqual([shipping]);
    const request = await eventually(
      () => Promise.resolve(collector.spans.filter(({ traceId }) => traceId === shipping)),
      ({ length }) => length > 0,
    );
    expect(request.map(({ name }) => name)).toEqual(['POST /v1/orders/:orderId/shipment']);
    expect(ship!.links[0]!.spanId).toBe(request[0]!.spanId);
  });

  it('stands in the events and in the log lines of its requests', async () => {
    const events = (await json('events', '--stream', `order-${orderId}`)) as { metadata: { traceparent: string } }[];
    expect(new Set(events.map(({ metadata }) => metadata.traceparent.split('-')[1]))).toEqual(new Set([asked]));
    const lines = readFileSync(join(shop.dataDir, 'log', 'orders-api.log'), 'utf8').split('\n');
    const logged = lines
      .filter((line) => line.includes(asked))
      .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as object);
    expect(logged).toMatchObject([{ method: 'POST', route: '/v1/orders', status: 201, traceId: asked }]);
  });

  it('says nothing of anybody', () => {
    const said = collector.received.join('\n');
    for (const secret of [...Object.values(PERSON), 'tok_visa', 'Bearer ']) expect(said).not.toContain(secret);
    expect(said).toContain(orderId);
  });
});
