import fc from 'fast-check';
import { InvalidTransition, given } from '#event-sourcing';
import { renewalDueAt } from './authorisation-validity.js';
import { orderDecider } from './order.decider.js';
import {
  after,
  authorised,
  cancelled,
  captured,
  declined,
  handedOver,
  held,
  key,
  notCaptured,
  now,
  offer,
  otherCard,
  place,
  refusalOf,
  released,
  typesOf,
  unpaid,
  until,
  voided,
} from './order.examples.js';

describe('An order waits until every item is in (T11, CGV 7)', () => {
  it('and says what for, once every SKU has answered', () => {
    expect(after(place(), authorised(), held({ a: 1, b: 0 })).at(-1)).toMatchObject({
      type: 'StockAwaited',
      data: {
        missing: [
          { sku: 'a', quantity: 1 },
          { sku: 'b', quantity: 1 },
        ],
      },
    });
  });
  it('in whatever order and portions the items come: complete with the last unit, never before', () => {
    const orders = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(orders, fc.infiniteStream(fc.nat()), (quantities, choices) => {
        const skus = quantities.map((_, n) => `s${n}`);
        const lines = skus.map((sku, n) => ({ sku, quantity: quantities[n]!, unitPriceExclTaxCents: 1000 }));
        let history = after(place({ lines, offers: new Map(skus.map((sku) => [sku, offer])) }), authorised());
        history = [
          ...history,
          ...given(orderDecider, history)
            .when(held(Object.fromEntries(skus.map((sku) => [sku, 0]))))
            .events(),
        ];
        const units = skus.flatMap((sku, n) => Array<string>(quantities[n]!).fill(sku));
        const inHand: Record<string, number> = {};
        while (units.length > 0) {
          expect(typesOf(history)).not.toContain('OrderCompleted');
          expect(given(orderDecider, history).when(released).refusal()).toBeInstanceOf(InvalidTransition);
          const [sku] = units.splice(choices.next().value! % units.length, 1) as [string];
          inHand[sku] = (inHand[sku] ?? 0) + 1;
          history = [
            ...history,
            ...given(orderDecider, history)
              .when(held({ [sku]: inHand[sku] }))
              .events(),
          ];
        }
        expect(history.at(-1)!.type).toBe('OrderCompleted');
        expect(typesOf(history).filter((type) => type === 'StockAwaited')).toHaveLength(1);
      }),
    );
  });
  it('and takes an allocation it knows as nothing new', () => {
    expect(
      given(orderDecider, after(place(), authorised(), held({ a: 1, b: 0 })))
        .when(held({ a: 1 }))
        .events(),
    ).toEqual([]);
  });
});

describe('Its payment', () => {
  const inPreparation = () => after(place(), authorised(), held({ a: 2, b: 1 }), released);
  it('registers the order when it is validated, not before (T06)', () => {
    expect(after(place(), authorised()).at(-1)).toMatchObject({
      type: 'PaymentValidated',
      data: { amountCents: 3600, orderNumber: expect.stringMatching(/^C-/) },
    });
    expect(typesOf(after(place(), declined()))).toEqual(['OrderPlaced', 'PaymentRefused']);
    expect(typesOf(after(place(), declined(), otherCard, authorised(2)))).toEqual([
      'OrderPlaced',
      'PaymentRefused',
      'PaymentMethodReplaced',
      'PaymentValidated',
    ]);
  });
  it('is debited with the shipment, in one append, for its own amount (T17), and transfers the property (T22)', () => {
    const history = [...inPreparation(), ...given(orderDecider, inPreparation()).when(handedOver()).events()];
    expect(history.at(-1)).toMatchObject({ type: 'DebitRequested', data: { amountCents: 3600, key: key() } });
    const shipped = given(orderDecider, history).when(captured()).events();
    expect(typesOf(shipped)).toEqual(['Shipped', 'CardDebitedOnShipment', 'PropertyTransferred']);
    expect(
      given(orderDecider, [...history, ...shipped])
        .when(captured())
        .events(),
    ).toEqual([]);
    expect(given(orderDecider, history).when(captured(1, 3599)).refusal().message).toMatch(/3599 cents/);
  });
  it('keeps the parcel when it is refused, and is asked for under a new key with another card', () => {
    const history = after(place(), authorised(), held({ a: 2, b: 1 }), released, handedOver(), notCaptured());
    expect(refusalOf(handedOver(), history)).toEqual(['T17 PAYMENT_REFUSED (CGV 9)']);
    const again = after(
      place(),
      authorised(),
      held({ a: 2, b: 1 }),
      released,
      handedOver(),
      notCaptured(),
      otherCard,
      authorised(3),
      handedOver(),
    );
    expect(again.at(-1)).toMatchObject({ type: 'DebitRequested', data: { key: key(2), authorisation: 'a3' } });
  });
  it('asks for the next card under a key of its own, though a renewal on the refused one was never answered', () => {
    const waiting = after(
      place(),
      authorised(),
      held({ a: 2, b: 1 }),
      released,
      handedOver(),
      notCaptured(),
      otherCard,
    );
    expect(given(orderDecider, waiting).when(authorised(2)).events()).toEqual([]);
    expect(typesOf(given(orderDecider, waiting).when(authorised(3)).events())).toEqual(['AuthorisationRenewed']);
  });
  it('is renewed a day before it lapses, or with a fifth left', () => {
    expect(renewalDueAt({ reference: 'a', since: now, until })).toBe('2026-11-29T09:00:00.000Z');
    expect(renewalDueAt({ reference: 'a', since: now, until: '2026-11-23T09:00:05.000Z' })).toBe(
      '2026-11-23T09:00:04.000Z',
    );
    expect(typesOf(after(place(), authorised(), authorised(2))).at(-1)).toBe('AuthorisationRenewed');
    expect(given(orderDecider, after(place(), authorised())).when(authorised(1)).events()).toEqual([]);
  });
  it('that is authorised for an order that ended is noted, to be voided', () => {
    const history = after(place(), cancelled, authorised());
    expect(typesOf(history)).toEqual(['OrderPlaced', 'OrderCancelled', 'AuthorisationCameTooLate']);
    expect(typesOf(given(orderDecider, history).when(voided('a1')).events())).toEqual(['AuthorisationVoided']);
  });
  it('ends the order when it is not put right within 72 hours, to the millisecond', () => {
    const history = after(place(), declined());
    expect(given(orderDecider, history).when(unpaid('2026-11-26T08:59:59.999Z')).events()).toEqual([]);
    expect(given(orderDecider, history).when(unpaid('2026-11-26T09:00:00.000Z')).events()).toMatchObject([
      { type: 'OrderCancelled', data: { reason: 'payment-not-put-right' } },
    ]);
  });
});
