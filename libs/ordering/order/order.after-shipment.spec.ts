import { InvalidTransition, given } from '#event-sourcing';
import { type OrderCommand, type PlaceOrder } from './order.commands.js';
import { orderDecider } from './order.decider.js';
import { evolve } from './order.evolution.js';
import {
  after,
  atRelay,
  authorised,
  captured,
  cashCollected,
  dated,
  defective,
  fetched,
  givenBack,
  handedOver,
  held,
  now,
  offer,
  onSale,
  orderId,
  pickUpEnds,
  place,
  promiseChecked,
  refundRefused,
  refunded,
  refusalOf,
  refused,
  released,
  returned,
  typesOf,
  withdrawn,
} from './order.examples.js';
import { type Order, type OrderState, promiseOf } from './order.state.js';

const orderAfter = (...commands: OrderCommand[]): Order =>
  after(...commands).reduce<OrderState>((order, event) => evolve(order, event), undefined) as Order;
const when = (history: readonly OrderCommand[], command: OrderCommand) =>
  given(orderDecider, after(...history)).when(command);
const whole = held({ a: 2, b: 1 });
const shipped = (fields: Partial<PlaceOrder> = {}): OrderCommand[] => [
  ...[place(fields), authorised(), whole, released, handedOver()],
  ...(fields.payment === undefined ? [captured()] : []),
];
const inCash = { payment: { method: 'cash-on-delivery' } };
const byVoucher = {
  ...{ payment: { method: 'voucher' }, voucherCodes: ['V'], voucher: { worthCents: 9900, skus: ['a', 'b'] } },
};
const byRelay = { delivery: { method: 'chronorelais', relayPointId: 'r-1' } };
const preordered = (availableFrom: string, confirmed: boolean) =>
  place({
    offers: new Map([
      ['a', { ...offer, availability: { availableFrom, confirmed } }],
      ['b', offer],
    ]),
  });

describe('T05 (CGV 4): the staff may refuse an order', () => {
  it('until it has shipped, and it gives back what it claimed', () => {
    expect(when([place(), authorised(), held({ a: 1, b: 0 })], refused).events()).toMatchObject([
      { type: 'OrderRefused', data: { reason: 'fraud', claimed: [{ sku: 'a' }, { sku: 'b' }] } },
    ]);
    expect(refusalOf(refused, after(...shipped()))).toEqual(['T05 ALREADY_SHIPPED (CGV 4)']);
    expect(refusalOf(refused, after(place(), authorised(), whole, released, handedOver()))).toEqual([
      'T05 ALREADY_SHIPPED (CGV 4)',
    ]);
  });
});

describe('T13 (CGV 7): a preorder', () => {
  it('is waited for as stock is, until its date is reached and confirmed', () => {
    const order = [preordered('2026-12-01', true), authorised(), whole];
    expect(after(...order).at(-1)).toMatchObject({
      type: 'StockAwaited',
      data: { missing: [{ sku: 'a', quantity: 2 }] },
    });
    expect(when(order, onSale('2026-11-30T22:59:59.999Z')).events()).toEqual([]);
    expect(typesOf(when(order, onSale('2026-11-30T23:00:00.000Z')).events())).toEqual([
      'PreorderOnSale',
      'OrderCompleted',
    ]);
    expect(when(order, released).refusal()).toBeInstanceOf(InvalidTransition);
  });
  it('waits for its stock too, and a basket that mixes both waits whole', () => {
    const reached = [
      preordered('2026-12-01', true),
      authorised(),
      held({ a: 1, b: 1 }),
      onSale('2026-12-01T09:00:00Z'),
    ];
    expect(typesOf(after(...reached))).not.toContain('OrderCompleted');
    expect(after(...reached, held({ a: 2 })).at(-1)!.type).toBe('OrderCompleted');
  });
  it('whose date is not confirmed is waited for, however late it is', () => {
    const order = [preordered('2026-11-01', false), authorised(), whole];
    expect(when(order, onSale('2027-11-01T09:00:00Z')).events()).toEqual([]);
    expect(typesOf(when(order, dated('a', '2026-11-01')).events())).toEqual([
      ...['AvailabilityChanged', 'PreorderOnSale', 'OrderCompleted'],
    ]);
  });
  it('that is none any more is on sale', () => {
    const none: OrderCommand = { type: 'RecordAvailability', orderId, sku: 'a', availability: undefined, now };
    const order = [preordered('2026-12-01', true), authorised(), whole];
    expect(typesOf(when(order, none).events())).toEqual(['PreorderOnSale', 'OrderCompleted']);
  });
});

describe('T16, T22 (CGV 9, 10): cash on delivery', () => {
  it('ships undebited, is collected once and whole, and transfers the property then', () => {
    expect(typesOf(after(...shipped(inCash))).slice(-2)).toEqual(['OrderReleased', 'Shipped']);
    expect(orderAfter(...shipped(inCash)).payment.state).toBe('to-collect');
    expect(refusalOf(cashCollected(3599), after(...shipped(inCash)))).toEqual(['T16 CASH_AMOUNT_MISMATCH (CGV 9)']);
    expect(typesOf(when(shipped(inCash), cashCollected()).events())).toEqual(['CashCollected', 'PropertyTransferred']);
    expect(when([...shipped(inCash), cashCollected()], cashCollected()).events()).toEqual([]);
    expect(when(shipped(), cashCollected()).refusal()).toBeInstanceOf(InvalidTransition);
  });
  it('is not needed where a voucher paid all: the property passes with the shipment', () => {
    expect(typesOf(after(...shipped(byVoucher))).slice(-2)).toEqual(['Shipped', 'PropertyTransferred']);
    expect(orderAfter(...shipped(byVoucher)).payment.state).toBe('covered-by-voucher');
  });
});

describe('T24, T25 (CGV 11.1): a parcel to be fetched', () => {
  it.each([
    ['2026-11-23T09:00:00.000Z', '2026-12-03'],
    ['2026-12-18T09:00:00.000Z', '2026-12-31'],
    ['2026-04-30T22:30:00.000Z', '2026-05-15'],
  ])('that reached its relay point at %s waits there until %s, its eighth working day', (at, lastDay) => {
    const order = orderAfter(...shipped(byRelay), atRelay(at));
    expect(order).toMatchObject({ status: 'available-at-relay', delivery: { pickUpBefore: lastDay } });
  });
  it('is not collected once its last day is over in Paris, and not before', () => {
    const waiting = [...shipped(byRelay), atRelay('2026-11-23T09:00:00.000Z')];
    expect(when(waiting, pickUpEnds('2026-12-02T22:59:59.999Z')).events()).toEqual([]);
    expect(when(waiting, pickUpEnds('2026-12-03T22:59:59.999Z')).events()).toEqual([]);
    expect(when(waiting, pickUpEnds('2026-12-03T23:00:00.000Z')).events()).toMatchObject([
      { type: 'NotCollected', data: { reason: 'pick-up-period-over' } },
    ]);
    expect(when([...waiting, fetched()], pickUpEnds('2027-01-01T09:00:00Z')).events()).toEqual([]);
  });
  it('at the post office has no last day of ours: the carrier returns it', () => {
    const waiting = [...shipped(), atRelay()];
    expect(orderAfter(...waiting).delivery).not.toHaveProperty('pickUpBefore');
    expect(when(waiting, pickUpEnds('2027-01-01T09:00:00Z')).events()).toEqual([]);
    expect(typesOf(when(waiting, returned()).events())).toEqual(['NotCollected', 'ReturnReceived', 'RefundRequested']);
  });
  it('that was fetched on the last day, and reported later, was delivered', () => {
    const late = [...shipped(byRelay), atRelay('2026-11-23T09:00:00.000Z'), pickUpEnds('2026-12-04T09:00:00Z')];
    expect(orderAfter(...late).status).toBe('not-collected');
    expect(orderAfter(...late, fetched('2026-12-03T17:00:00Z')).status).toBe('delivered');
    expect(when([...late, returned()], fetched()).refusal()).toBeInstanceOf(InvalidTransition);
  });
});

describe('T26 (CGV 11.2): the promise', () => {
  it('counts from registration, or from the date of a preorder, and is provisional until that is confirmed', () => {
    expect(promiseOf(orderAfter(place()))).toBeUndefined();
    expect(promiseOf(orderAfter(place(), authorised()))).toEqual({
      ...{ from: '2026-11-26', until: '2026-12-14', provisional: false },
    });
    expect(promiseOf(orderAfter(preordered('2026-12-01', false), authorised()))).toEqual({
      ...{ from: '2026-12-04', until: '2026-12-22', provisional: true },
    });
    expect(promiseOf(orderAfter(preordered('2026-12-01', false), authorised(), dated('a', '2026-12-02')))).toEqual({
      ...{ from: '2026-12-07', until: '2026-12-23', provisional: false },
    });
  });
  it('is missed when its last day is over and the parcel is not there', () => {
    const waiting = [place(), authorised()];
    expect(when(waiting, promiseChecked('2026-12-14T22:59:59.999Z')).events()).toEqual([]);
    expect(when(waiting, promiseChecked('2026-12-14T23:00:00.000Z')).events()).toMatchObject([
      { type: 'PromiseMissed', data: { until: '2026-12-14' } },
    ]);
    expect(orderAfter(...waiting, promiseChecked('2026-12-15T09:00:00Z')).flags).toEqual(['promise-missed']);
    expect(when([...shipped(), fetched()], promiseChecked('2027-01-01T09:00:00Z')).events()).toEqual([]);
    const provisional = [preordered('2026-12-01', false), authorised()];
    expect(when(provisional, promiseChecked('2027-01-01T09:00:00Z')).events()).toEqual([]);
  });
  it('moves with force majeure instead (T28)', () => {
    const suspensions = [{ from: '2026-12-01', until: '2026-12-07', reason: 'strike' }];
    const check = { ...promiseChecked('2026-12-15T09:00:00Z'), suspensions } as OrderCommand;
    expect(when([place(), authorised()], check).events()).toMatchObject([
      { type: 'PromiseMoved', data: { from: '2026-11-26', until: '2026-12-21', reason: 'strike' } },
    ]);
    expect(promiseOf(orderAfter(place(), authorised(), check))).toMatchObject({
      until: '2026-12-21',
      reason: 'strike',
    });
  });
});

describe('T27 (CGV 12): an item that fails', () => {
  const received = '2026-11-23T09:00:00.000Z';
  const outcome = (at: string, kind = 'accessory', history: OrderCommand[] = []) => {
    const offers = new Map(['a', 'b'].map((sku) => [sku, { ...offer, kind }]));
    return when([...shipped({ offers }), fetched(received), ...history], defective('a', at, 'claim-9')).events();
  };
  it.each([
    ['2026-11-30T08:59:59.999Z', 'exchange'],
    ['2026-11-30T09:00:00.000Z', 'warranty'],
    ['2028-11-23T09:00:00.000Z', 'warranty'],
  ])('at %s is a matter of %s: a week is 7 × 24 hours', (at, expected) => {
    expect(outcome(at)).toMatchObject([{ type: 'DefectReported', data: { outcome: expected } }]);
  });
  it.each([
    ['landline-phone', '3901'],
    ['mobile-phone', '706 (from a mobile) or 0825 000 706'],
    ['tablet', '706 (from a mobile) or 0825 000 706'],
    ['business-telephony', '0 825 817 807'],
    ['laptop', 'manufacturer'],
    ['accessory', 'manufacturer'],
  ])('later, a %s takes the route %s', (kind, route) => {
    expect(outcome('2027-01-01T09:00:00Z', kind)).toMatchObject([{ data: { route } }]);
  });
  it('is exchanged unit by unit, and no unit twice', () => {
    const twice = [defective('a', received, 'claim-1'), defective('a', received, 'claim-2')];
    expect(outcome(received, 'accessory', [twice[0]!])).toHaveLength(1);
    expect(() => outcome(received, 'accessory', twice)).toThrow(InvalidTransition);
  });
  it('of an order that nobody received yet is none', () => {
    expect(when(shipped(), defective()).refusal()).toBeInstanceOf(InvalidTransition);
  });
  it('is exchanged by an order of its own: free, registered at once, to the same place', () => {
    const line = { sku: 'a', quantity: 2, unitPriceExclTaxCents: 1000, ...offer };
    const exchange: OrderCommand = {
      ...{ type: 'PlaceExchange', orderId, exchangeOf: 'the-sale', customerId: 'acme', line, now },
      ...{ delivery: { method: 'chronorelais', relayPointId: 'r-1' }, termsVersion: '2023-04-06' },
    };
    const order = orderAfter(exchange);
    expect(order).toMatchObject({
      ...{
        status: 'registered',
        exchangeOf: 'the-sale',
        totals: { toPayCents: 0 },
        lines: [{ sku: 'a', quantity: 1 }],
      },
      delivery: { relayPointId: 'r-1' },
    });
    const sent = [exchange, held({ a: 1 }), released, handedOver()];
    expect(typesOf(after(...sent))).not.toContain('DebitRequested');
    expect(orderAfter(...sent).payment.state).toBe('nothing-to-pay');
    expect(when([...sent, fetched()], withdrawn()).refusal()).toBeInstanceOf(InvalidTransition);
  });
});

describe('T29 (PDP 2.1.3): what was held or paid goes back, in the way it was paid', () => {
  const received = [...shipped(), fetched('2026-11-23T09:00:00.000Z')];
  it.each([
    ['2026-12-07T22:59:59.999Z', 'taken'],
    ['2026-12-07T23:00:00.000Z', ['T29 WITHDRAWAL_PERIOD_OVER (PDP 2.1.3)']],
  ])('a withdrawal at %s, of what was received on 23 November: %j', (at, answer) => {
    if (answer === 'taken') expect(typesOf(when(received, withdrawn(at)).events())).toEqual(['OrderWithdrawn']);
    else expect(refusalOf(withdrawn(at), after(...received))).toEqual(answer);
  });
  it('a withdrawal from shipment on, not before', () => {
    expect(typesOf(when(shipped(), withdrawn()).events())).toEqual(['OrderWithdrawn']);
    expect(when([place(), authorised()], withdrawn()).refusal()).toBeInstanceOf(InvalidTransition);
  });
  it('refunds the card, for what was debited, once the parcel is back', () => {
    const back = [...received, withdrawn(), returned('warehouse')];
    expect(after(...back).at(-1)).toMatchObject({
      type: 'RefundRequested',
      data: { key: `refund-${orderId}`, capture: 'c1', amountCents: 3600 },
    });
    expect(orderAfter(...back, refunded)).toMatchObject({ status: 'refunded', payment: { state: 'refunded' } });
    expect(when([...back, refunded], refunded).events()).toEqual([]);
    expect(when(back, returned('carrier')).events()).toEqual([]);
  });
  it('owes collected cash, and nothing where none was collected', () => {
    const collected = [...shipped(inCash), cashCollected(), fetched(), withdrawn()];
    expect(typesOf(when(collected, returned('warehouse')).events())).toEqual(['ReturnReceived', 'CashRefundDue']);
    expect(typesOf(when(shipped(inCash), returned()).events())).toEqual(['NotCollected', 'ReturnReceived']);
    expect(orderAfter(...shipped(inCash), returned()).payment.state).toBe('voided');
  });
  it('gives a voucher back as a voucher', () => {
    const back = [...shipped(byVoucher), returned()];
    expect(typesOf(after(...back))).not.toContain('RefundRequested');
    expect(orderAfter(...back, givenBack)).toMatchObject({ status: 'refunded', payment: { state: 'refunded' } });
  });
  it('leaves a refused refund to the staff, who ask for it again under another key', () => {
    const back = [...received, withdrawn(), returned('warehouse')];
    const again: OrderCommand = { type: 'RetryRefund', orderId, now };
    expect(orderAfter(...back, refundRefused)).toMatchObject({ status: 'withdrawn', flags: ['refund-refused'] });
    expect(when([...back, refundRefused], again).events()).toEqual([
      {
        type: 'RefundRequested',
        data: { key: `refund-${orderId}-2`, capture: 'c1', amountCents: 3600, requestedAt: now },
      },
    ]);
    expect(orderAfter(...back, refundRefused, again)).toMatchObject({ flags: [] });
    const refusedTwice = [...back, refundRefused, again, { ...refundRefused, key: `refund-${orderId}-2` }];
    expect(after(...refusedTwice, again).at(-1)).toMatchObject({ data: { key: `refund-${orderId}-3` } });
    const paid = { ...refunded, key: `refund-${orderId}-2` };
    expect(orderAfter(...back, refundRefused, again, paid)).toMatchObject({ status: 'refunded' });
  });
  it('asks for no refund again that was not refused, or that was paid', () => {
    const back = [...received, withdrawn(), returned('warehouse')];
    const again: OrderCommand = { type: 'RetryRefund', orderId, now };
    for (const history of [received, back, [...back, refunded], [...back, refundRefused, again]])
      expect(when(history, again).refusal()).toBeInstanceOf(InvalidTransition);
  });
});
