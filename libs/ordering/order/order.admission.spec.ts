import { RuleRefused, given } from '#event-sourcing';
import { type Offer, type PlaceOrder } from './order.commands.js';
import { claimsOf } from './order.admission.js';
import { orderDecider } from './order.decider.js';
import { type OrderPlaced } from './order.events.js';
import { after, now, offer, place, policy, refusalOf, typesOf } from './order.examples.js';

const offers = (all: Record<string, Partial<Offer>>) =>
  new Map(Object.entries(all).map(([sku, fields]) => [sku, { ...offer, ...fields }]));
/** An order of one of each product, at its ordinary price. */
const orderOf = (all: Record<string, Partial<Offer>>, fields: Partial<PlaceOrder> = {}): PlaceOrder => {
  const known = offers(all);
  const lines = [...known].map(([sku, { priceExclTaxCents }]) => ({
    sku,
    quantity: 1,
    unitPriceExclTaxCents: priceExclTaxCents,
  }));
  return place({ offers: known, lines, ...fields });
};
const placed = (command: PlaceOrder) => (after(command)[0] as OrderPlaced).data;
const TAKEN = 'taken';
const answerTo = (command: PlaceOrder): string | string[] => {
  try {
    return given(orderDecider, []).when(command).events().length > 0 ? TAKEN : 'nothing';
  } catch (error) {
    if (error instanceof RuleRefused) return refusalOf(command);
    throw error;
  }
};

const relay = { method: 'chronorelais', relayPointId: 'r-1' } as const;
const colissimo = { method: 'colissimo', address: 'sealed' } as const;
const chronopost = { method: 'chronopost', address: 'sealed' } as const;
const phone = { kind: 'mobile-phone' };
const plan = { kind: 'mobile-plan' };

describe('T01 (CGV 1, 11.1): delivery only in metropolitan France', () => {
  const outside = ['T01 DELIVERY_OUTSIDE_METROPOLITAN_FRANCE (CGV 11.1)'];
  it.each([
    ['01000', 'FR', TAKEN],
    ['95999', 'FR', TAKEN],
    ['19999', 'FR', TAKEN],
    ['20000', 'FR', TAKEN],
    ['20620', 'FR', TAKEN],
    ['21000', 'FR', TAKEN],
    ['00999', 'FR', outside],
    ['96000', 'FR', outside],
    ['97100', 'FR', outside],
    ['97400', 'FR', outside],
    ['98000', 'FR', outside],
    ['99999', 'FR', outside],
    ['7501', 'FR', outside],
    ['750011', 'FR', outside],
    ['1000', 'BE', outside],
    ['75011', 'MC', outside],
  ])('%s %s: %j', (postalCode, country, answer) => {
    expect(answerTo(place({ destination: { country, postalCode } }))).toEqual(answer);
  });
  it('whose relay points are all there', () => {
    expect(answerTo(place({ delivery: relay, destination: undefined }))).toBe(TAKEN);
  });
});

describe('T02 (CGV 3): no wholesale', () => {
  it.each([
    [9, TAKEN],
    [10, TAKEN],
    [11, ['T02 WHOLESALE_NOT_ALLOWED (CGV 3)']],
  ])('%i where 10 are sold at once: %j', (quantity, answer) => {
    const lines = [{ sku: 'a', quantity, unitPriceExclTaxCents: 1000 }];
    expect(answerTo(place({ lines, offers: offers({ a: { maxPerLine: 10 } }) }))).toEqual(answer);
  });
  it('over all lines of a SKU, and off where no ceiling stands', () => {
    const lines = [6, 5].map((quantity) => ({ sku: 'a', quantity, unitPriceExclTaxCents: 1000 }));
    const refused = ['T02 WHOLESALE_NOT_ALLOWED (CGV 3)'];
    expect(answerTo(place({ lines, offers: offers({ a: { maxPerLine: 10 } }) }))).toEqual(refused);
    expect(answerTo(place({ lines, offers: offers({ a: {} }) }))).toBe(TAKEN);
  });
});

describe('T03, T04 (CGV 4): an identified customer, under terms in force', () => {
  it('is refused without', () => {
    expect(answerTo(place({ customer: undefined }))).toEqual(['T03 CUSTOMER_NOT_IDENTIFIED (CGV 4)']);
    expect(answerTo(place({ termsVersion: '1999-01-01' }))).toEqual(['T04 TERMS_NOT_ACCEPTED (CGV 4)']);
  });
  it('records which version was accepted', () => {
    const versions = { ...policy, termsVersions: ['2023-04-06', '2024-01-01'] };
    expect(placed(place({ policy: versions, termsVersion: '2024-01-01' })).termsVersion).toBe('2024-01-01');
  });
});

describe('T07 (CGV 4): the mobile terminals of an order', () => {
  it('are its phones and tablets, on the day and in the ISO week it is placed, in Paris', () => {
    const kinds = { p: phone, t: { kind: 'tablet' }, l: { kind: 'laptop' }, d: { kind: 'landline-phone' } };
    const claimed = (at: string) => claimsOf(orderOf(kinds, { now: at }))?.terminals;
    const terminals = { siren: '732829320', units: 2 };
    expect(claimed('2026-11-29T22:59:59.999Z')).toEqual({ ...terminals, day: '2026-11-29', week: '2026-W48' });
    expect(claimed('2026-11-29T23:00:00.000Z')).toEqual({ ...terminals, day: '2026-11-30', week: '2026-W49' });
  });
  it.each([
    ['2026-03-29T21:59:59.999Z', '2026-03-29', '2026-W13'],
    ['2026-03-29T22:00:00.000Z', '2026-03-30', '2026-W14'],
    ['2026-10-25T22:59:59.999Z', '2026-10-25', '2026-W43'],
    ['2026-10-25T23:00:00.000Z', '2026-10-26', '2026-W44'],
  ])('at %s count for %s, %s: the last second of a week in which the clocks change', (at, day, week) => {
    expect(claimsOf(orderOf({ p: phone }, { now: at }))?.terminals).toMatchObject({ day, week });
  });
  it('are none of an order of other goods', () => {
    expect(claimsOf(place())).toBeUndefined();
  });
});

describe('T08 (CGV 5): a mobile plan needs the business space', () => {
  it('of the customer', () => {
    const order = (fields: Partial<PlaceOrder>) => orderOf({ a: {}, plan }, fields);
    expect(answerTo(order({ customer: { siren: '732829320' } }))).toEqual(['T08 BUSINESS_SPACE_REQUIRED (CGV 5)']);
    expect(answerTo(order({ customer: { siren: '732829320', businessSpaceId: 'ece-1' } }))).toBe(TAKEN);
    expect(answerTo(place({ customer: { siren: '732829320' } }))).toBe(TAKEN);
  });
});

describe('T09 (CGV 6): a flash sale', () => {
  const sale = {
    priceExclTaxCents: 600,
    from: '2026-11-23T09:00:00.000Z',
    until: '2026-11-23T10:00:00.000Z',
    quantity: 5,
    unitsLeft: 5,
  };
  const [closed, soldOut, changed] = [
    ['T09 FLASH_SALE_CLOSED (CGV 6)'],
    ['T09 FLASH_SALE_SOLD_OUT (CGV 6)'],
    ['T10 PRICE_CHANGED (CGV 7)'],
  ];
  it.each([
    ['2026-11-23T08:59:59.999Z', 600, 5, 1, closed],
    ['2026-11-23T08:59:59.999Z', 1000, 5, 1, TAKEN],
    ['2026-11-23T09:00:00.000Z', 600, 5, 1, TAKEN],
    ['2026-11-23T09:00:00.000Z', 1000, 5, 1, changed],
    ['2026-11-23T09:59:59.999Z', 600, 5, 1, TAKEN],
    ['2026-11-23T10:00:00.000Z', 600, 5, 1, closed],
    ['2026-11-23T10:00:00.000Z', 1000, 5, 1, TAKEN],
    ['2026-11-23T09:30:00.000Z', 600, 5, 5, TAKEN],
    ['2026-11-23T09:30:00.000Z', 600, 5, 6, soldOut],
    ['2026-11-23T09:30:00.000Z', 600, 1, 1, TAKEN],
    ['2026-11-23T09:30:00.000Z', 600, 0, 1, soldOut],
    ['2026-11-23T09:30:00.000Z', 1000, 0, 1, TAKEN],
    ['2026-11-23T09:30:00.000Z', 700, 5, 1, changed],
  ])('at %s for %i cents, %i units left, %i ordered: %j', (at, cents, unitsLeft, quantity, answer) => {
    const lines = [{ sku: 'a', quantity, unitPriceExclTaxCents: cents }];
    const command = place({ lines, offers: offers({ a: { flashSale: { ...sale, unitsLeft } } }), now: at });
    expect(answerTo(command)).toEqual(answer);
  });
  it('is claimed by the units at its price', () => {
    const lines = [2, 1].map((quantity) => ({ sku: 'a', quantity, unitPriceExclTaxCents: 600 }));
    const order = place({ lines, offers: offers({ a: { flashSale: sale } }), now: sale.from });
    expect(placed(order).claims?.flashSales).toEqual([{ sku: 'a', sale: sale.from, units: 3 }]);
  });
});

describe('T10 (CGV 7): visible products at the price shown', () => {
  it.each([
    [{ visible: false }, 1000, ['T10 PRODUCT_NOT_AVAILABLE (CGV 7)']],
    [{}, 999, ['T10 PRICE_CHANGED (CGV 7)']],
    [{}, 1001, ['T10 PRICE_CHANGED (CGV 7)']],
    [{}, 1000, TAKEN],
  ])('%j for %i cents: %j', (fields, cents, answer) => {
    const lines = [{ sku: 'a', quantity: 1, unitPriceExclTaxCents: cents }];
    expect(answerTo(place({ lines, offers: offers({ a: fields }) }))).toEqual(answer);
  });
  it('and none that is not in the catalogue', () => {
    const refused = ['T10 PRODUCT_NOT_AVAILABLE (CGV 7)'];
    expect(answerTo(place({ offers: offers({ a: {} }) }))).toEqual(refused);
  });
});

describe('T13 (CGV 7): a preorder', () => {
  it.each([
    [undefined, undefined],
    [{ availableFrom: '2026-11-23', confirmed: true }, undefined],
    [
      { availableFrom: '2026-11-23', confirmed: false },
      { availableFrom: '2026-11-23', confirmed: false },
    ],
    [
      { availableFrom: '2026-11-24', confirmed: true },
      { availableFrom: '2026-11-24', confirmed: true },
    ],
  ])('of a product with %j on 23 November: %j', (availability, preorder) => {
    const lines = placed(orderOf({ a: availability ? { availability } : {} })).lines;
    expect(lines[0]!.preorder).toEqual(preorder);
  });
});

describe('T14 (CGV 8): amounts', () => {
  it('itemise both contributions, of goods alone', () => {
    const fees = { ecoContributionCents: 12, privateCopyCents: 140 };
    const lines = [
      { sku: 'a', quantity: 3, unitPriceExclTaxCents: 1000 },
      { sku: 's', quantity: 1, unitPriceExclTaxCents: 500 },
    ];
    const service = { kind: 'service', priceExclTaxCents: 500, ...fees };
    expect(placed(place({ lines, offers: offers({ a: fees, s: service }) })).totals).toEqual({
      ...{ totalExclTaxCents: 3000, vatCents: 600, totalInclTaxCents: 3600, toPayCents: 3600, voucherCents: 0 },
      ...{ ecoContributionCents: 36, privateCopyCents: 420 },
    });
  });
});

describe('T15 (CGV 8): a derisory price', () => {
  it.each([
    [199, ['price-suspect']],
    [200, undefined],
  ])('%i cents where 1000 are usual and 20 %% is the threshold: %j', (priceExclTaxCents, flags) => {
    const suspect = orderOf({ a: { priceExclTaxCents, referencePriceExclTaxCents: 1000 } });
    expect(placed(suspect).flags).toEqual(flags);
  });
});

describe('T16, T20 (CGV 9): card, cash on delivery, voucher', () => {
  const voucher = (worthCents: number, skus = ['a', 'b']) => ({
    voucherCodes: ['V'],
    voucher: { worthCents, skus },
  });
  it('waits for the card to be authorised, and for nothing else', () => {
    expect(typesOf(after(place()))).toEqual(['OrderPlaced']);
    const atOnce = ['OrderPlaced', 'PaymentValidated'];
    expect(typesOf(after(place({ payment: { method: 'cash-on-delivery' } })))).toEqual(atOnce);
    expect(typesOf(after(place({ payment: { method: 'voucher' }, ...voucher(3600) })))).toEqual(atOnce);
    expect(typesOf(after(place({ ...voucher(3600) })))).toEqual(atOnce);
    expect(typesOf(after(place({ ...voucher(3599) })))).toEqual(['OrderPlaced']);
  });
  it.each([
    [3600, TAKEN],
    [3599, ['T16 PAYMENT_METHOD_NOT_OFFERED (CGV 9)']],
  ])('by a voucher alone of %i cents for 36,00 €: %j', (worthCents, answer) => {
    expect(answerTo(place({ payment: { method: 'voucher' }, ...voucher(worthCents) }))).toEqual(answer);
  });
  it.each([
    [1000, ['a', 'b'], 1000, 2600],
    [3600, ['a', 'b'], 3600, 0],
    [9900, ['a', 'b'], 3600, 0],
    [9900, ['b'], 1200, 2400],
    [1000, ['b'], 1000, 2600],
  ])('a voucher of %i cents on %j pays %i and leaves %i', (worthCents, skus, voucherCents, toPayCents) => {
    expect(placed(place({ ...voucher(worthCents, skus) })).totals).toMatchObject({ voucherCents, toPayCents });
  });
  it('needs a voucher where a voucher is to pay', () => {
    expect(answerTo(place({ payment: { method: 'voucher' } }))).toEqual(['T16 PAYMENT_METHOD_NOT_OFFERED (CGV 9)']);
  });
  it('takes one voucher an order', () => {
    expect(answerTo(place({ voucherCodes: ['V', 'W'] }))).toEqual(['T20 VOUCHER_ONE_PER_ORDER (CGV 9)']);
  });
});

describe('T18 (CGV 9): cash on delivery', () => {
  const cash = { method: 'cash-on-delivery' };
  it.each([
    ['colissimo', colissimo, TAKEN],
    ['chronorelais', relay, ['T18 COD_RELAY_DELIVERY (CGV 9)']],
    ['chronopost', chronopost, ['T18 COD_RELAY_DELIVERY (CGV 9)']],
  ])('by %s: %j', (_, delivery, answer) => {
    const command = place({ payment: cash, delivery, policy: { ...policy, offersChronopost: true } });
    expect(answerTo(command)).toEqual(answer);
  });
  it.each([
    [124_999, 149_999, TAKEN],
    [125_000, 150_000, ['T18 COD_AMOUNT_LIMIT (CGV 9)']],
  ])('of %i cents before tax, %i TTC: %j', (priceExclTaxCents, totalInclTaxCents, answer) => {
    const order = orderOf({ a: { priceExclTaxCents } });
    expect(placed(order).totals.totalInclTaxCents).toBe(totalInclTaxCents);
    expect(answerTo({ ...order, payment: cash })).toEqual(answer);
    const withVoucher = { voucherCodes: ['V'], voucher: { worthCents: 100_000, skus: ['a'] } };
    expect(answerTo({ ...order, payment: cash, ...withVoucher })).toEqual(answer);
  });
  it.each([
    ['laptop', ['T18 COD_LAPTOP (CGV 9)']],
    ['tablet', TAKEN],
  ])('with a %s: %j', (kind, answer) => {
    expect(answerTo(orderOf({ a: { kind } }, { payment: cash }))).toEqual(answer);
  });
});

describe('T19, T24 (CGV 9, 11.1): a phone tied to a mobile plan', () => {
  const voucher = { voucherCodes: ['V'], voucher: { worthCents: 100, skus: ['p'] } };
  const [noVoucher, noColissimo] = [
    ['T19 VOUCHER_PHONE_WITH_PLAN (CGV 9)'],
    ['T24 COLISSIMO_PHONE_WITH_PLAN (CGV 11.1)'],
  ];
  it.each([
    ['a phone and a plan, by relay', { p: phone, plan }, relay, {}, TAKEN],
    ['a phone and a plan, by Colissimo', { p: phone, plan }, colissimo, {}, noColissimo],
    ['a phone and a plan, with a voucher', { p: phone, plan }, relay, voucher, noVoucher],
    ['both', { p: phone, plan }, colissimo, voucher, [...noVoucher, ...noColissimo]],
    ['a phone alone', { p: phone }, colissimo, voucher, TAKEN],
    ['a plan beside a tablet', { p: { kind: 'tablet' }, plan }, colissimo, voucher, TAKEN],
  ])('%s: %j', (_, kinds, delivery, fields, answer) => {
    expect(answerTo(orderOf(kinds, { delivery, ...fields }))).toEqual(answer);
  });
  it.each([
    [true, TAKEN],
    [false, ['T24 DELIVERY_METHOD_NOT_OFFERED (CGV 11.1)']],
  ])('Chronopost where it is offered (%s): %j', (offersChronopost, answer) => {
    expect(answerTo(place({ delivery: chronopost, policy: { ...policy, offersChronopost } }))).toEqual(answer);
  });
});

describe('T21 (CGV 9): services, options and plans', () => {
  it.each(['mobile-plan', 'service', 'option'])('a %s alone is not taken here', (kind) => {
    expect(answerTo(orderOf({ s: { kind } }))).toEqual(['T21 NOTHING_TO_SHIP (CGV 9)']);
  });
  it('are listed beside goods, and not charged', () => {
    const mixed = placed(orderOf({ a: {}, s: { kind: 'option' } }));
    expect(mixed.lines.map(({ sku }) => sku)).toEqual(['a', 's']);
    expect(mixed.totals.totalExclTaxCents).toBe(1000);
  });
});

describe('A refusal', () => {
  it('names every rule that is broken, the first by id on top', () => {
    const broken = place({
      ...{ customer: undefined, termsVersion: 'x', destination: { country: 'BE', postalCode: '1000' } },
      ...{ delivery: chronopost, payment: { method: 'cash-on-delivery' }, now },
    });
    expect(refusalOf(broken)).toEqual([
      'T01 DELIVERY_OUTSIDE_METROPOLITAN_FRANCE (CGV 11.1)',
      'T03 CUSTOMER_NOT_IDENTIFIED (CGV 4)',
      'T04 TERMS_NOT_ACCEPTED (CGV 4)',
      'T18 COD_RELAY_DELIVERY (CGV 9)',
      'T24 DELIVERY_METHOD_NOT_OFFERED (CGV 11.1)',
    ]);
  });
});
