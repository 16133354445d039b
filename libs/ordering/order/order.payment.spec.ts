import { InvalidTransition, given } from '#event-sourcing';
import { orderDecider } from './order.decider.js';
import { type OrderCommand } from './order.commands.js';
import { type OrderEvent } from './order.events.js';
import {
  after,
  authorised,
  cancelled,
  captured,
  declined,
  delivered,
  handedOver,
  held,
  key,
  notCaptured,
  now,
  offer,
  orderId,
  otherCard,
  place,
  refusalOf,
  released,
  typesOf,
  unpaid,
  until,
  voided,
} from './order.examples.js';
import { evolve } from './order.evolution.js';
import { type Order, type OrderState, orderOf } from './order.state.js';

const registered = [place(), authorised()] as const;
const onHold = [...registered, held({ a: 1, b: 0 })] as const;
const inPreparation = [...registered, held({ a: 2, b: 1 }), released] as const;
const handingOver = [...inPreparation, handedOver()] as const;

const when = (history: readonly OrderCommand[], command: OrderCommand) =>
  given(orderDecider, after(...history)).when(command);
const orderAfter = (...commands: OrderCommand[]): Order =>
  orderOf(after(...commands).reduce<OrderState>((order, event: OrderEvent) => evolve(order, event), undefined))!;
const at = (instant: string, command: OrderCommand): OrderCommand => ({ ...command, now: instant });

describe('An order of several VAT rates (T14, CGV 8)', () => {
  it('costs the sum before tax and the VAT of each rate, and lists the plan that it does not charge (T21)', () => {
    const lines = [
      { sku: 'a', quantity: 3, unitPriceExclTaxCents: 99 },
      { sku: 'b', quantity: 1, unitPriceExclTaxCents: 1001 },
      { sku: 'plan', quantity: 1, unitPriceExclTaxCents: 2000 },
    ];
    const offers = new Map([
      ['a', { ...offer, priceExclTaxCents: 99 }],
      ['b', { ...offer, priceExclTaxCents: 1001, vatRate: '5.5' as const }],
      ['plan', { ...offer, priceExclTaxCents: 2000, kind: 'mobile-plan' }],
    ]);
    // 2,97 € at 20 % is 0,594 €; 10,01 € at 5,5 % is 0,55055 €.
    const { totals, lines: listed } = orderAfter(place({ lines, offers }));
    expect(totals).toMatchObject({ totalExclTaxCents: 1298, vatCents: 59 + 55, totalInclTaxCents: 1412 });
    expect(listed).toHaveLength(3);
    expect(after(place({ lines, offers }), authorised()).at(-1)).toMatchObject({ data: { amountCents: 1412 } });
  });
});

describe('The registration of an order (T06, CGV 4)', () => {
  it('gives it its number once, whatever is authorised later', () => {
    const history = after(...onHold, authorised(2), authorised(3), authorised(1));
    expect(typesOf(history).filter((type) => type === 'PaymentValidated')).toHaveLength(1);
    expect(orderAfter(place(), declined(), otherCard)).toMatchObject({ orderNumber: null });
  });
  it('does not come from a refusal that was answered already', () => {
    expect(when([place(), declined()], declined()).events()).toEqual([]);
    expect(when(registered, declined(1)).events()).toEqual([]);
  });
});

describe('The authorisation an order waits on (T17, CGV 9)', () => {
  it('is replaced when it is renewed, and the former is to be voided once', () => {
    const twice = [...onHold, authorised(2, 'second'), authorised(3, 'third')];
    expect(orderAfter(...twice).payment.toVoid).toEqual(['a1', 'second']);
    const order = orderAfter(...twice, voided('a1'), voided('a1'));
    expect(order.payment).toMatchObject({ authorisation: { reference: 'third' }, toVoid: ['second'] });
  });
  it.each([
    ['registered', registered, 'registered'],
    ['on hold', onHold, 'on-hold'],
    ['in preparation', inPreparation, 'in-preparation'],
  ])(
    'when its renewal is refused, lets an order that is %s wait for a card, and go on from there',
    (_, life, status) => {
      expect(orderAfter(...life, declined(2)).status).toBe('payment-action-required');
      const order = orderAfter(...life, declined(2), otherCard, authorised(3, 'other'));
      expect(order).toMatchObject({ status, payment: { state: 'authorised', authorisation: { reference: 'other' } } });
    },
  );
  it('when its renewal is refused before stock has answered, lets the order go on to where stock put it (T11)', () => {
    const life = [...registered, declined(2), held({ a: 2, b: 0 })];
    expect(orderAfter(...life).status).toBe('payment-action-required');
    expect(orderAfter(...life, otherCard, authorised(3)).status).toBe('on-hold');
  });
  it('when its renewal is refused, keeps what the order holds, takes what comes in, and releases nothing', () => {
    const unpaidYet = [...onHold, declined(2), held({ a: 2, b: 1 })];
    expect(typesOf(after(...unpaidYet)).at(-1)).toBe('OrderCompleted');
    expect(when(unpaidYet, released).refusal()).toBeInstanceOf(InvalidTransition);
    expect(typesOf(after(...unpaidYet, otherCard, authorised(3), released)).at(-1)).toBe('OrderReleased');
  });
  it('stands until it lapses, to the millisecond: past that nothing is released or handed over on it', () => {
    const justBefore = new Date(Date.parse(until) - 1).toISOString();
    const whole = [...registered, held({ a: 2, b: 1 })];
    expect(when(whole, at(until, released)).refusal()).toBeInstanceOf(InvalidTransition);
    expect(typesOf(when(whole, at(justBefore, released)).events())).toEqual(['OrderReleased']);
    expect(when(inPreparation, at(until, handedOver())).refusal()).toBeInstanceOf(InvalidTransition);
    expect(typesOf(when(inPreparation, at(justBefore, handedOver())).events())).toEqual(['DebitRequested']);
  });
  it('that comes after the parcel has left is voided, and changes nothing else', () => {
    const late = orderAfter(...handingOver, captured(), authorised(2, 'late'));
    expect(late).toMatchObject({ status: 'shipped', payment: { state: 'debited', toVoid: ['late'] } });
    expect(when([...handingOver, captured()], declined(2)).events()).toEqual([]);
  });
  it('refused for an order that has ended says nothing new', () => {
    expect(when([...registered, cancelled], declined(2)).events()).toEqual([]);
  });
});

describe('The debit of an order (T17, CGV 9)', () => {
  it('is not asked for while an item is missing', () => {
    expect(when(onHold, handedOver()).refusal()).toBeInstanceOf(InvalidTransition);
  });
  it('is asked for once a parcel, and an order is one parcel (T11)', () => {
    expect(when(handingOver, handedOver()).events()).toEqual([]);
    expect(when(handingOver, handedOver('6A2')).refusal()).toBeInstanceOf(InvalidTransition);
    expect(when([...handingOver, captured()], handedOver()).events()).toEqual([]);
    expect(when([...handingOver, captured()], handedOver('6A2')).refusal()).toBeInstanceOf(InvalidTransition);
  });
  it('has its outcome from the answer to its own key alone', () => {
    expect(when(handingOver, captured(2)).events()).toEqual([]);
    expect(when(handingOver, notCaptured(2)).events()).toEqual([]);
  });
  it('stands in the log by its reference, amount and time, as the payment system says (T23)', () => {
    const capturedAt = '2026-11-23T09:00:01.000Z';
    const result = { outcome: 'captured', reference: 'c1', amountCents: 3600, capturedAt } as const;
    const shipped = when(handingOver, { type: 'RecordDebit', orderId, key: key(), result, now }).events();
    expect(shipped.map(({ data }) => data)).toEqual([
      {
        trackingNumber: '6A1',
        items: [
          { sku: 'a', quantity: 2 },
          { sku: 'b', quantity: 1 },
        ],
        shippedAt: now,
      },
      { amountCents: 3600, reference: 'c1', key: key(), debitedAt: capturedAt },
      { transferredAt: capturedAt },
    ]);
  });
  it('that is refused leaves the order whole, and the property where it was (T22)', () => {
    const history = after(...handingOver, notCaptured());
    expect(typesOf(history)).not.toContain('PropertyTransferred');
    const order = orderAfter(...handingOver, notCaptured());
    expect(order).toMatchObject({ status: 'payment-action-required', held: { a: 2, b: 1 } });
    expect(order.payment.pendingDebit).toBeUndefined();
  });
});

describe('Cancellation before shipment (T29, PDP 2.1.3)', () => {
  const claimed = [
    { sku: 'a', quantity: 2 },
    { sku: 'b', quantity: 1 },
  ];
  it('gives back nothing where nothing was held: before registration', () => {
    expect(when([place()], cancelled).events()).toMatchObject([{ type: 'OrderCancelled', data: { claimed: [] } }]);
  });
  it.each([
    ['registered', registered],
    ['on hold', onHold],
    ['in preparation', inPreparation],
    ['waiting for a card', [...onHold, declined(2)]],
    ['refused at the debit', [...handingOver, notCaptured()]],
  ])('of an order that is %s gives back every claim, and the authorisation', (_, life) => {
    expect(when(life, cancelled).events()).toMatchObject([{ data: { reason: 'customer-request', claimed } }]);
    expect(orderAfter(...life, cancelled)).toMatchObject({ status: 'cancelled', payment: { toVoid: ['a1'] } });
    expect(orderAfter(...life, cancelled, voided('a1')).payment).toMatchObject({ state: 'voided', toVoid: [] });
  });
  it('is too late from the hand-over on', () => {
    for (const life of [handingOver, [...handingOver, captured()], [...handingOver, captured(), delivered]])
      expect(refusalOf(cancelled, after(...life))).toEqual(['T29 TOO_LATE_TO_CANCEL (PDP 2.1.3)']);
  });
  it('by the staff names the reason (T15)', () => {
    const priceError: OrderCommand = { type: 'CancelOrder', orderId, reason: 'price-error', note: 'sealed', now };
    expect(when(registered, priceError).events()).toMatchObject([{ data: { reason: 'price-error', note: 'sealed' } }]);
  });
  it('for want of payment counts 72 hours from the last refusal, and not while a card is tried', () => {
    const second = '2026-11-24T09:00:00.000Z';
    const twice = [place(), declined(), otherCard, at(second, declined(2))];
    expect(when([place(), declined(), otherCard], unpaid('2027-01-01T00:00:00.000Z')).events()).toEqual([]);
    expect(when(twice, unpaid('2026-11-27T08:59:59.999Z')).events()).toEqual([]);
    expect(when(twice, unpaid('2026-11-27T09:00:00.000Z')).events()).toHaveLength(1);
  });
});
