import { GENESIS, EventCatalog, InMemoryEventStore, newCommand, seal, type DomainEvent } from '#event-sourcing';
import { type FlashSaleEvent, type ProductEvent, flashSaleEvents, productEvents } from '#catalog';
import { type TerminalQuotaEvent, terminalQuotaEvents } from '#customers';
import { type StockEvent, stockEvents } from '#inventory';
import { type OrderEvent, type OrderPlaced, orderEvents, totalsOf } from '#ordering';
import { type VoucherEvent, voucherEvents } from '#vouchers';
import { Audit } from './audit.js';

const catalog = EventCatalog.merge(
  ...([orderEvents, stockEvents, productEvents, flashSaleEvents, terminalQuotaEvents, voucherEvents] as never[]),
);
const AT = '2026-11-23T09:00:00.000Z';
type AnyEvent = OrderEvent | StockEvent | ProductEvent | FlashSaleEvent | TerminalQuotaEvent | VoucherEvent;
type Step = readonly [stream: string, event: AnyEvent];

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

const placed = (
  orderId: string,
  lines = [line('a', 2), line('b', 1)],
  fields: Partial<OrderPlaced['data']> = {},
): Step => [
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
      ...fields,
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

/** A log that holds these events, each stream rightly chained. */
const logOf = async (
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
  return store;
};

/** The findings on such a log. Orders are not authorised here, unless a test is about that. */
const audited = async (steps: readonly Step[], tamper?: Parameters<typeof logOf>[1], awaitsPayments = false) => {
  const audit = new Audit();
  for await (const page of (await logOf(steps, tamper)).readAll({ pageSize: 3 })) audit.take(page);
  const findings = audit.findings().filter(({ what }) => what !== 'payment-unanswered' || awaitsPayments);
  return findings.map(({ what, subject }) => `${what} ${subject}`);
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

  describe('of claims across streams', () => {
    const terminals = { siren: '732829320', units: 20, day: '2026-11-23', week: '2026-W48' };
    const phones = [{ ...line('p', 20), kind: 'mobile-phone' }];
    const claimedTerminals = (orderId: string, at = AT): Step => [
      'terminal-quota-732829320',
      { type: 'TerminalsClaimed', data: { ...terminals, orderId, claimedAt: at } },
    ];
    const cancelled = (orderId: string): Step => [
      `order-${orderId}`,
      { type: 'OrderCancelled', data: { reason: 'other', claimed: [], cancelledAt: AT } },
    ];
    const issued: Step = [
      'voucher-V',
      {
        type: 'VoucherIssued',
        data: { voucher: { code: 'V', amountCents: 100, validFrom: AT, validUntil: AT }, issuedAt: AT },
      },
    ];
    const claimedVoucher = (orderId: string): Step => [
      'voucher-V',
      { type: 'VoucherClaimed', data: { code: 'V', orderId, worthCents: 100, claimedAt: AT } },
    ];
    const withVoucher = (orderId: string, voucherCents = 100): Step => {
      const lines = [line('a', 1)];
      const totals = { ...totalsOf(lines), voucherCents };
      return placed(orderId, lines, { claims: { voucher: { code: 'V' } }, totals });
    };
    const sale = { sku: 'f', sale: AT, units: 1 };
    const listed: Step = [
      'product-f',
      {
        type: 'ProductListed',
        data: {
          product: {
            ...{ sku: 'f', name: 'f', kind: 'accessory', priceExclTaxCents: 1000, vatRate: '20', visible: true },
            ...{ ecoContributionCents: 0, privateCopyCents: 0 },
            flashSale: { priceExclTaxCents: 500, from: AT, until: AT, quantity: 1 },
          },
          listedAt: AT,
        },
      },
    ];
    const claimedSale = (orderId: string): Step => [
      'flash-sale-f',
      { type: 'FlashSaleUnitsClaimed', data: { ...sale, orderId, claimedAt: AT } },
    ];
    const onSale = (orderId: string) => placed(orderId, [line('f', 1)], { claims: { flashSales: [sale] } });

    const release = { orderId: '1', releasedAt: AT };
    const terminalsReleased: Step = [
      'terminal-quota-732829320',
      { type: 'TerminalsReleased', data: { siren: '732829320', ...release } },
    ];
    const saleReleased: Step = ['flash-sale-f', { type: 'FlashSaleUnitsReleased', data: { sku: 'f', ...release } }];
    const voucherReleased: Step = [
      'voucher-V',
      { type: 'VoucherReleased', data: { code: 'V', worthCents: 100, ...release } },
    ];

    it('finds a quota exceeded, and not by orders that were cancelled (T07)', async () => {
      const [one, other] = ['1', '2'].map((orderId) => placed(orderId, phones, { claims: { terminals } }));
      const both = [claimedTerminals('1'), one!, claimedTerminals('2')];
      expect(await audited([...both, other!])).toEqual(['quota-exceeded 2']);
      expect(await audited([...both, cancelled('1'), terminalsReleased, other!])).toEqual([]);
    });
    it('finds a flash sale oversold (T09)', async () => {
      const sold = [listed, claimedSale('1'), onSale('1'), claimedSale('2')];
      expect(await audited([...sold, onSale('2')])).toEqual(['flash-sale-oversold 2']);
      expect(await audited([...sold, cancelled('1'), saleReleased, onSale('2')])).toEqual([]);
    });
    it('finds a voucher used twice, or for more than it is worth (T20)', async () => {
      const used = [issued, claimedVoucher('1'), withVoucher('1'), claimedVoucher('2')];
      expect(await audited([...used, withVoucher('2')])).toEqual(['voucher-used-twice 2']);
      expect(await audited([...used, cancelled('1'), voucherReleased, withVoucher('2')])).toEqual([]);
      expect(await audited([issued, claimedVoucher('1'), withVoucher('1', 101)])).toEqual(['voucher-overdrawn 1']);
    });
    it('finds an order without its claim, and a claim without its order (T05)', async () => {
      expect(await audited([placed('1', phones, { claims: { terminals } })])).toEqual(['order-without-claim 1']);
      expect(await audited([claimedTerminals('1', '2020-01-01T00:00:00.000Z')])).toEqual(['claim-without-order 1']);
      expect(await audited([claimedTerminals('1', new Date().toISOString())])).toEqual([]);
      const order = placed('1', phones, { claims: { terminals } });
      expect(await audited([claimedTerminals('1'), order, cancelled('1')])).toEqual(['claim-outlives-order 1']);
    });
  });

  it('finds cash collected twice, or another amount (T16)', async () => {
    const inCash = placed('1', undefined, { payment: { method: 'cash-on-delivery' } });
    const collected = (amountCents: number): Step => [
      'order-1',
      { type: 'CashCollected', data: { amountCents, collectedAt: AT, reportedAt: AT } },
    ];
    const delivered = [inCash, ...whole.slice(1, -1)];
    expect(await audited([...delivered, collected(3600)])).toEqual([]);
    expect(await audited([...delivered, collected(3600), collected(3600)])).toEqual(['collected-twice 1']);
    expect(await audited([...delivered, collected(3599)])).toEqual(['wrong-amount 1']);
    expect(await audited([...delivered, debited('1')])).toEqual(['wrong-amount 1']);
  });

  it('finds more refunded than was debited (T29)', async () => {
    const refunded = (amountCents: number): Step => [
      'order-1',
      { type: 'Refunded', data: { key: 'k', reference: 'r', amountCents, refundedAt: AT } },
    ];
    expect(await audited([...whole, refunded(3600)])).toEqual([]);
    expect(await audited([...whole, refunded(3601)])).toEqual(['refunded-too-much 1']);
    expect(await audited([...whole, refunded(3600), refunded(1)])).toEqual(['refunded-too-much 1']);
  });

  describe('of the payment provider', () => {
    const found = (...steps: Step[]) => audited(steps, undefined, true);
    const ofOrder = (type: string, data: object): Step => ['order-1', { type, data } as AnyEvent];
    const validated = ofOrder('PaymentValidated', { amountCents: 3600, validatedAt: AT });
    const debitRequested = ofOrder('DebitRequested', { key: 'k', requestedAt: AT });
    const refundRequested = ofOrder('RefundRequested', { key: 'k', requestedAt: AT });
    const refundRefused = ofOrder('RefundRefused', { key: 'k', reason: 'closed', refusedAt: AT });
    const refunded = ofOrder('Refunded', { key: 'k', reference: 'r', amountCents: 3600, refundedAt: AT });
    const debitedOrder = [...whole.slice(0, -2), validated, ...whole.slice(-2)];

    it('finds what it was asked for and never answered (T17, T29)', async () => {
      const unanswered = ['payment-unanswered 1'];
      expect(await found(placed('1'))).toEqual(unanswered);
      expect(await found(placed('1'), validated)).toEqual([]);
      expect(await found(placed('1'), validated, debitRequested)).toEqual(unanswered);
      expect(await found(...debitedOrder)).toEqual([]);
      expect(await found(...debitedOrder, refundRequested)).toEqual(unanswered);
      expect(await found(...debitedOrder, refundRequested, refunded)).toEqual([]);
    });
    it('is patient', async () => {
      const now = new Date().toISOString();
      expect(await found(placed('1', undefined, { placedAt: now }))).toEqual([]);
    });
    it('finds a refund that it refused, until it is paid (T29)', async () => {
      const refused = [...debitedOrder, refundRequested, refundRefused];
      expect(await found(...refused)).toEqual(['refund-refused 1']);
      expect(await found(...refused, refundRequested, refunded)).toEqual([]);
    });
  });

  it('may be asked in between, and goes on with what comes', async () => {
    const audit = new Audit();
    const whats: string[][] = [];
    const debitFirst = [...whole.slice(0, 7), debited('1'), shipped('1')];
    for await (const page of (await logOf(debitFirst)).readAll({ pageSize: 8 })) {
      audit.take(page);
      for (const findings of [audit.findings(), audit.findings()]) whats.push(findings.map(({ what }) => what));
    }
    expect(whats).toEqual([['debit-without-shipment'], ['debit-without-shipment'], [], []]);
  });

  it('finds a preorder shipped before it is on sale (T13)', async () => {
    const [first, second] = [line('a', 2), line('b', 1)];
    const preorder = { availableFrom: '2026-12-01', confirmed: true };
    const preordered = placed('1', [{ ...first, preorder } as never, second]);
    expect(await audited([preordered, ...whole.slice(1)])).toEqual(['shipped-before-item-in 1']);
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
