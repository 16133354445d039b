import { GENESIS, EventCatalog, InMemoryEventStore, newCommand, seal, type DomainEvent } from '#event-sourcing';
import { type StockEvent, stockEvents } from '#inventory';
import { type OrderEvent, orderEvents, totalsOf } from '#ordering';
import { Audit } from './audit.js';

const catalog = EventCatalog.merge(orderEvents as never, stockEvents as never);
const AT = '2026-11-23T09:00:00.000Z';
type Step = readonly [stream: string, event: OrderEvent | StockEvent];

const line = (sku: string, quantity: number) => ({
  sku,
  quantity,
  name: sku,
  kind: 'accessory',
  unitPriceExclTaxCents: 1000,
  vatRate: '20' as const,
  ecoContributionCents: 0,
  privateCopyCents: 0,
});

const placed = (orderId: string, lines = [line('a', 2), line('b', 1)]): Step => [
  `order-${orderId}`,
  {
    type: 'OrderPlaced',
    data: {
      orderId,
      customerId: 'c',
      lines,
      totals: totalsOf(lines),
      delivery: { method: 'colissimo', address: 'v1.x.y' },
      payment: { method: 'card', cardToken: 'v1.x.y' },
      termsVersion: '2023-04-06',
      placedAt: AT,
    },
  },
];
const received = (sku: string, quantity: number): Step => [
  `stock-${sku}`,
  { type: 'StockReceived', data: { receiptId: `r-${sku}`, sku, quantity, receivedAt: AT } },
];
const claimed = (sku: string, ...claims: { orderId: string; quantity: number }[]): Step => [
  `stock-${sku}`,
  { type: 'StockClaimed', data: { sku, claims, served: true, claimedAt: AT } },
];
const allocated = (sku: string, orderId: string, quantity: number, held = quantity): Step => [
  `stock-${sku}`,
  {
    type: 'StockAllocated',
    data: { sku, allocations: [{ orderId, quantity, held }], unfinished: false, allocatedAt: AT },
  },
];
const shipped = (
  orderId: string,
  items = [
    { sku: 'a', quantity: 2 },
    { sku: 'b', quantity: 1 },
  ],
): Step => [`order-${orderId}`, { type: 'Shipped', data: { trackingNumber: '6A1', items, shippedAt: AT } }];
const debited = (orderId: string, amountCents = 3600, reference = `capture-${orderId}`): Step => [
  `order-${orderId}`,
  { type: 'CardDebitedOnShipment', data: { amountCents, reference, key: 'k', debitedAt: AT } },
];

const stockIn: Step[] = [
  received('a', 2),
  received('b', 1),
  claimed('a', { orderId: '1', quantity: 2 }),
  claimed('b', { orderId: '1', quantity: 1 }),
];
const whole: Step[] = [
  placed('1'),
  ...stockIn,
  allocated('a', '1', 2),
  allocated('b', '1', 1),
  shipped('1'),
  debited('1'),
];

/** The findings on a log that holds these events, each stream rightly chained. */
const audited = async (
  steps: readonly Step[],
  tamper: (event: { type: string; data: object }) => object = ({ data }) => data,
) => {
  const store = new InMemoryEventStore();
  const ends = new Map<string, { link: string; revision: number }>();
  for (const [stream, event] of steps) {
    const end = ends.get(stream) ?? { link: GENESIS, revision: -1 };
    const [sealed] = seal([event as DomainEvent], end.link, newCommand('test'), catalog);
    await store.append(stream, end.revision === -1 ? 'no-stream' : end.revision, [{ ...sealed!, data: tamper(event) }]);
    ends.set(stream, { link: sealed!.metadata.link, revision: end.revision + 1 });
  }
  const audit = new Audit();
  for await (const page of store.readAll({ pageSize: 3 })) audit.take(page);
  return audit.finish().map(({ what, subject }) => `${what} ${subject}`);
};

describe('The audit', () => {
  it('finds nothing in an order that shipped whole and was debited once', async () => {
    expect(await audited(whole)).toEqual([]);
  });

  it('finds a shipment before an item is in (T11)', async () => {
    const [place, ...rest] = whole;
    expect(
      await audited([place!, ...rest.filter((step) => step[1].type !== 'StockAllocated' || step[0] !== 'stock-b')]),
    ).toEqual(['shipped-before-item-in 1']);
    const late = [...whole.slice(0, 6), shipped('1'), debited('1'), allocated('b', '1', 1)];
    expect(await audited(late)).toEqual(['shipped-before-item-in 1']);
  });

  it('finds a shipment in part (T11)', async () => {
    const partly = [...whole.slice(0, 7), shipped('1', [{ sku: 'a', quantity: 2 }]), debited('1')];
    expect(await audited(partly)).toEqual(['shipped-in-part 1']);
  });

  it('finds a second debit, on one order or under one reference (T17)', async () => {
    expect(await audited([...whole, debited('1', 3600, 'another')])).toEqual(['second-debit 1']);
    const other = [line('c', 1)];
    const twice = [
      ...whole,
      placed('2', other),
      received('c', 1),
      claimed('c', { orderId: '2', quantity: 1 }),
      allocated('c', '2', 1),
      shipped('2', [{ sku: 'c', quantity: 1 }]),
      debited('2', 1200, 'capture-1'),
    ];
    expect(await audited(twice)).toEqual(['second-debit 2']);
  });

  it('finds a wrong amount (T17)', async () => {
    expect(await audited([...whole.slice(0, -1), debited('1', 3599)])).toEqual(['wrong-amount 1']);
  });

  it('finds a debit without a shipment, and a shipment without a debit (T17)', async () => {
    expect(await audited([...whole.slice(0, 7), debited('1')])).toEqual(['debit-without-shipment 1']);
    expect(await audited(whole.slice(0, 8))).toEqual(['shipment-without-debit 1']);
  });

  it('finds a stock allocated twice: to one order, or a unit to two (T11)', async () => {
    expect(await audited([...whole.slice(0, 6), received('a', 0), allocated('a', '1', 1, 3)])).toContain(
      'stock-allocated-twice 1',
    );
    const two = [
      placed('1', [line('a', 2)]),
      placed('2', [line('a', 2)]),
      received('a', 2),
      claimed('a', { orderId: '1', quantity: 2 }, { orderId: '2', quantity: 2 }),
      allocated('a', '1', 2),
      allocated('a', '2', 2),
    ];
    expect(await audited(two)).toEqual(['more-allocated-than-received stock-a']);
  });

  it('finds an order that was served before one registered earlier (T11)', async () => {
    const two = [
      placed('1', [line('a', 1)]),
      placed('2', [line('a', 1)]),
      received('a', 1),
      claimed('a', { orderId: '1', quantity: 1 }, { orderId: '2', quantity: 1 }),
      allocated('a', '2', 1),
    ];
    expect(await audited(two)).toEqual(['overtaken 2']);
  });

  it('finds a changed byte in any event, the newest included (T23)', async () => {
    const types = [...new Set(whole.map(([, { type }]) => type))];
    for (const type of types) {
      const findings = await audited(whole, (event) =>
        event.type === type ? { ...event.data, changed: 1 } : event.data,
      );
      expect(findings.some((finding) => finding.startsWith('broken-chain'))).toBe(true);
    }
  });
});
