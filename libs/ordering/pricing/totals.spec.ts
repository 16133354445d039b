import fc from 'fast-check';
import { VAT_RATES, totalsOf, vatOf } from './totals.js';

const line = (unitPriceExclTaxCents: number, quantity = 1, vatRate: (typeof VAT_RATES)[number] = '20') => ({
  unitPriceExclTaxCents,
  quantity,
  vatRate,
  ecoContributionCents: 2,
  privateCopyCents: 3,
});

describe('The price of an order (T14, CGV 8)', () => {
  it.each([
    [2, '20', 0],
    [3, '20', 1],
    [12, '20', 2],
    [13, '20', 3],
    [5, '10', 1],
    [4, '10', 0],
    [10, '5.5', 1],
    [9, '5.5', 0],
    [24, '2.1', 1],
    [23, '2.1', 0],
    [99_999, '0', 0],
  ] as const)('rounds the VAT on %d cents at %s %% half up to %d', (cents, rate, vat) => {
    expect(vatOf(cents, rate)).toBe(vat);
  });

  it('computes VAT per rate on the sum of the lines, not line by line', () => {
    expect(totalsOf([line(2), line(2), line(2)]).vatCents).toBe(1);
    expect(totalsOf([line(2), line(2, 1, '10')]).vatCents).toBe(0);
  });

  it('itemises the eco-contribution and the private copy, which the price includes', () => {
    expect(totalsOf([line(1000, 3)])).toEqual({
      totalExclTaxCents: 3000,
      vatCents: 600,
      totalInclTaxCents: 3600,
      ecoContributionCents: 6,
      privateCopyCents: 9,
      voucherCents: 0,
      toPayCents: 3600,
    });
  });

  it('adds up to the cent, whatever is bought', () => {
    const lines = fc.array(
      fc.record({
        cents: fc.nat(1_000_000),
        quantity: fc.integer({ min: 1, max: 1000 }),
        rate: fc.constantFrom(...VAT_RATES),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(lines, (bought) => {
        const totals = totalsOf(bought.map(({ cents, quantity, rate }) => line(cents, quantity, rate)));
        expect(Number.isSafeInteger(totals.totalInclTaxCents)).toBe(true);
        expect(totals.totalInclTaxCents).toBe(totals.totalExclTaxCents + totals.vatCents);
        expect(totals.vatCents).toBeLessThanOrEqual(totals.totalExclTaxCents * 0.2 + VAT_RATES.length);
      }),
    );
  });
});
