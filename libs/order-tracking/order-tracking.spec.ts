import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryView, type LogPosition, type RecordedEvent } from '#event-sourcing';
import { type OrderEvent, orderNumberOf } from '#ordering';
import { orderResource, trackingResource } from './order-resources.js';
import { forceMajeureProjection } from './force-majeure.projection.js';
import { orderTracking } from './order-tracking.projection.js';
import { CURSOR, OrderTrackingQueries } from './order-tracking.queries.js';

const idOf = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();
const line = (sku: string, quantity: number, kind = 'accessory') => ({
  ...{ sku, name: `The ${sku}`, kind, quantity, unitPriceExclTaxCents: 1000, vatRate: '20' as const },
  ...{ ecoContributionCents: 0, privateCopyCents: 0 },
});
const totals = {
  ...{ totalExclTaxCents: 3000, vatCents: 600, totalInclTaxCents: 3600, ecoContributionCents: 0, privateCopyCents: 0 },
  ...{ voucherCents: 0, toPayCents: 3600 },
};

const placed = (n: number, customerId = 'ada', minute = n): OrderEvent => ({
  type: 'OrderPlaced',
  data: {
    ...{ orderId: idOf(n), customerId, lines: [line('A', 2), line('B', 1), line('P', 1, 'mobile-plan')], totals },
    delivery: { method: 'colissimo', address: 'SECRET-ADDRESS' },
    payment: { method: 'card', cardToken: 'SECRET-CARD' },
    ...{ termsVersion: '2023-04-06', placedAt: at(minute) },
  },
});
const validated = (n: number, minute = n): OrderEvent => ({
  type: 'PaymentValidated',
  data: {
    ...{ orderNumber: orderNumberOf(idOf(n)), items: [], amountCents: 3600, reference: 'auth-1' },
    ...{ authorisedUntil: at(59), validatedAt: at(minute) },
  },
});
const declined: OrderEvent = { type: 'PaymentRefused', data: { reason: 'declined', refusedAt: at(3) } };
const allocated = (...items: { sku: string; quantity: number }[]): OrderEvent => ({
  type: 'ItemsAllocated',
  data: { items, allocatedAt: at(4) },
});
const awaited: OrderEvent = {
  type: 'StockAwaited',
  data: { missing: [{ sku: 'B', quantity: 1 }], awaitedAt: at(5) },
};
const completed: OrderEvent = { type: 'OrderCompleted', data: { completedAt: at(6) } };
const released = (minute = 7): OrderEvent => ({ type: 'OrderReleased', data: { releasedAt: at(minute) } });
const renewalRefused: OrderEvent = {
  type: 'AuthorisationRenewalRefused',
  data: { reason: 'declined', refusedAt: at(8) },
};
const shipped: OrderEvent = { type: 'Shipped', data: { trackingNumber: 'LA123', items: [], shippedAt: at(9) } };
const debited: OrderEvent = {
  type: 'CardDebitedOnShipment',
  data: { amountCents: 3600, reference: 'debit-1', key: 'debit', debitedAt: at(9) },
};
const delivered: OrderEvent = { type: 'Delivered', data: { deliveredAt: at(20), reportedAt: at(21) } };
const cancelled: OrderEvent = {
  type: 'OrderCancelled',
  data: { reason: 'customer-request', claimed: [], cancelledAt: at(10) },
};

const onHold = (n = 1) => [placed(n), validated(n), allocated({ sku: 'A', quantity: 2 }), awaited];
const inPreparation = (n = 1, minute = 7) => [
  ...[...onHold(n), allocated({ sku: 'B', quantity: 1 })],
  ...[completed, released(minute)],
];
const wholeLife = (n = 1) => [...inPreparation(n), shipped, debited, delivered];

/** The log of several orders, one after the other. */
const logOf = (...orders: readonly (readonly OrderEvent[])[]): RecordedEvent[] => {
  let commit = 0n;
  return orders.flatMap((events, index) =>
    events.map((event, revision): RecordedEvent => {
      const position: LogPosition = { commit: ++commit, prepare: commit };
      const orderId = event.type === 'OrderPlaced' ? event.data.orderId : undefined;
      const stream = `order-${orderId ?? (events[0] as { data: { orderId: string } }).data.orderId}`;
      const metadata = {
        ...{ $correlationId: 'c', $causationId: 'c', commandId: 'c', issuedBy: 't' },
        schemaVersion: 1,
      };
      const createdAt = new Date(0);
      return {
        ...event,
        id: `${index}/${revision}`,
        stream,
        revision,
        position,
        createdAt,
        metadata: { ...metadata, link: '' },
      };
    }),
  );
};
const given = (...orders: readonly (readonly OrderEvent[])[]) => {
  const view = new InMemoryView(orderTracking).apply(logOf(...orders));
  return { view, queries: new OrderTrackingQueries(view, new InMemoryView(forceMajeureProjection)) };
};
const tracked = async (events: readonly OrderEvent[]) =>
  (await given(events).queries.byNumber(orderNumberOf(idOf(1)), 'ada'))!.order;

describe('An order as its customer sees it', () => {
  it('has every field of the contract once it is delivered', async () => {
    expect(await tracked(wholeLife())).toEqual({
      orderNumber: orderNumberOf(idOf(1)),
      status: 'delivered',
      steps: [
        { status: 'placed', at: at(1) },
        { status: 'registered', at: at(1) },
        { status: 'on-hold', at: at(5) },
        { status: 'in-preparation', at: at(7) },
        { status: 'shipped', at: at(9) },
        { status: 'delivered', at: at(20) },
      ],
      lines: [
        { sku: 'A', name: 'The A', quantity: 2 },
        { sku: 'B', name: 'The B', quantity: 1 },
        { sku: 'P', name: 'The P', quantity: 1 },
      ],
      waitingFor: [],
      // Monday 23 November 2026 + 3 and + 15 working days (T26).
      delivery: {
        method: 'colissimo',
        promise: { from: '2026-11-26', until: '2026-12-14', provisional: false },
        trackingNumber: 'LA123',
      },
      payment: { method: 'card', state: 'debited' },
      totals,
    });
  });

  it('says what it waits for while it is on hold (T11)', async () => {
    const order = await tracked(onHold());
    expect(order.status).toBe('on-hold');
    expect(order.waitingFor).toEqual([{ sku: 'B', name: 'The B', missing: 1, reason: 'stock' }]);
  });

  it('waits for nothing once every item is in', async () => {
    expect((await tracked([...onHold(), allocated({ sku: 'B', quantity: 1 }), completed])).waitingFor).toEqual([]);
  });

  it('waits for nothing before its stock has answered, nor once it is over', async () => {
    expect((await tracked([placed(1), validated(1)])).waitingFor).toEqual([]);
    expect((await tracked([...onHold(), cancelled])).waitingFor).toEqual([]);
  });

  it('still says what it waits for while its payment is to be put right', async () => {
    const order = await tracked([...onHold(), renewalRefused]);
    expect(order).toMatchObject({ status: 'payment-action-required', payment: { state: 'action-required' } });
    expect(order.waitingFor).toEqual([{ sku: 'B', name: 'The B', missing: 1, reason: 'stock' }]);
  });

  it('is nobody else’s, and unknown under another number', async () => {
    const { queries } = given(wholeLife());
    expect(await queries.byNumber(orderNumberOf(idOf(1)), 'bob')).toBeUndefined();
    expect(await queries.byNumber(orderNumberOf(idOf(2)), 'ada')).toBeUndefined();
  });

  it('has no number before it is registered (T06), and is listed nevertheless', async () => {
    const { queries } = given([placed(1), declined]);
    expect(await queries.byNumber(orderNumberOf(idOf(1)), 'ada')).toBeUndefined();
    const { items } = await queries.ofCustomer('ada', {});
    expect(items).toMatchObject([
      { orderNumber: null, status: 'payment-action-required', delivery: { promise: null } },
    ]);
  });

  it('has the revision of its stream', async () => {
    const { queries } = given(onHold());
    expect((await queries.byNumber(orderNumberOf(idOf(1)), 'ada'))!.revision).toBe(3);
  });

  it('is kept without address and card', () => {
    const replaced: OrderEvent = { type: 'PaymentMethodReplaced', data: { cardToken: 'SECRET-2', replacedAt: at(9) } };
    const { view } = given([...onHold(), renewalRefused, replaced]);
    expect(JSON.stringify([...view.all().values()])).not.toContain('SECRET');
  });
});

describe('A customer’s orders', () => {
  it('come newest first, in pages', async () => {
    const { queries } = given([placed(1)], [placed(2)], [placed(3)], [placed(4, 'bob')]);
    const first = await queries.ofCustomer('ada', { limit: 2 });
    expect(first.items.map(({ steps }) => steps[0]!.at)).toEqual([at(3), at(2)]);
    expect(first.nextCursor).toMatch(CURSOR);
    const second = await queries.ofCustomer('ada', { limit: 2, cursor: first.nextCursor });
    expect(second.items.map(({ steps }) => steps[0]!.at)).toEqual([at(1)]);
    expect(second).not.toHaveProperty('nextCursor');
  });

  it('end with their last page, however they divide', async () => {
    const { queries } = given([placed(1)], [placed(2)]);
    expect(await queries.ofCustomer('ada', { limit: 2 })).not.toHaveProperty('nextCursor');
    expect(await queries.ofCustomer('nobody', {})).toEqual({ items: [] });
  });
});

describe('Orders for staff', () => {
  const { queries } = given(
    ...[wholeLife(1), onHold(2), [placed(3, 'bob'), declined], inPreparation(4, 12)],
    ...[inPreparation(5, 11), [...inPreparation(6, 10), renewalRefused], [...onHold(7), cancelled]],
  );
  const ids = async (filter: Parameters<typeof queries.orders>[0]) =>
    (await queries.orders(filter, {})).items.map(({ orderId }) => Number(orderId.slice(-12)));

  it.each([
    [{}, [7, 6, 5, 4, 3, 2, 1]],
    [{ status: 'on-hold' }, [2]],
    [{ status: 'in-preparation' }, [5, 4]],
    [{ customerId: 'bob' }, [3]],
    [{ sku: 'A' }, [6, 5, 4, 3, 2]],
    [{ sku: 'A', status: 'delivered' }, [1]],
    [{ sku: 'A', status: 'on-hold' }, [2]],
    [{ customerId: 'ada', status: 'cancelled' }, [7]],
    [{ sku: 'Z' }, []],
    [{ flag: 'price-suspect' }, []],
  ])('of %o', async (filter, expected) => {
    expect(await ids(filter)).toEqual(expected);
  });

  it('to be prepared: released, not shipped, payment in order; the longest-released first', async () => {
    const { items } = await queries.preparations({});
    expect(items.map(({ orderId }) => Number(orderId.slice(-12)))).toEqual([5, 4]);
  });

  it('show the order resource', async () => {
    const { items } = await queries.orders({ status: 'on-hold' }, {});
    expect(items[0]).toMatchObject({
      orderId: idOf(2),
      customerId: 'ada',
      status: 'on-hold',
      payment: { method: 'card', state: 'authorised', authorisedUntil: at(59) },
      termsVersion: '2023-04-06',
      flags: [],
    });
    expect(items[0]).not.toHaveProperty('revision');
  });

  it('are read on past what is not wanted, but not without end', async () => {
    const many = Array.from({ length: 1100 }, (_, n) => [placed(1000 + n, 'ada', n % 60)]);
    const first = await given(...many).queries.orders({ customerId: 'ada', status: 'shipped' }, { limit: 100 });
    expect(first.items).toEqual([]);
    expect(first.nextCursor).toMatch(CURSOR);
  });
});

describe('The view', () => {
  it('is the same however the log is replayed in part and in turn', () => {
    const log = logOf(wholeLife(1), onHold(2), inPreparation(3));
    const whole = new InMemoryView(orderTracking).apply(log).all();
    const splits = fc.uniqueArray(fc.integer({ min: 0, max: log.length }), { maxLength: 6 });
    const property = fc.property(splits, (cuts) => {
      const view = new InMemoryView(orderTracking);
      const bounds = [0, ...cuts.toSorted((one, other) => one - other), log.length];
      bounds.slice(1).forEach((end, index) => view.apply(structuredClone(log.slice(bounds[index], end))));
      expect(view.all()).toEqual(whole);
    });
    fc.assert(property);
    expect(new InMemoryView(orderTracking).apply([...log, ...log]).all()).toEqual(whole);
  });

  it('never changes a document it gave away', () => {
    const log = logOf(wholeLife());
    const view = new InMemoryView(orderTracking);
    for (const event of log) {
      const before = [...view.all().values()].map((doc) => [doc, structuredClone(doc)] as const);
      view.apply([event]);
      for (const [doc, copy] of before) expect(doc).toEqual(copy);
    }
  });

  it('survives being written as JSON and read again', () => {
    const [doc] = given(inPreparation()).view.all().values();
    const read = JSON.parse(JSON.stringify(doc)) as typeof doc;
    const now = { forceMajeure: [], today: '2026-11-23' };
    expect(orderResource(read!, now)).toEqual(orderResource(doc!, now));
    expect(trackingResource(read!, now)).toEqual(trackingResource(doc!, now));
  });
});
