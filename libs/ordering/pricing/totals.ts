/** VAT rates of metropolitan France, in percent, as written on an invoice. */
export const VAT_RATES = ['20', '10', '5.5', '2.1', '0'] as const;
export type VatRate = (typeof VAT_RATES)[number];

export interface PricedLine {
  readonly quantity: number;
  readonly unitPriceExclTaxCents: number;
  readonly vatRate: VatRate;
  /** Included in the price (T14). */
  readonly ecoContributionCents: number;
  /** Included in the price (T14). */
  readonly privateCopyCents: number;
}

export interface Totals {
  readonly totalExclTaxCents: number;
  readonly vatCents: number;
  readonly totalInclTaxCents: number;
  readonly ecoContributionCents: number;
  readonly privateCopyCents: number;
  /** What a voucher pays. */
  readonly voucherCents: number;
  readonly toPayCents: number;
}

/** VAT at one rate on a sum before tax, rounded half up to the cent (T14). */
export const vatOf = (exclTaxCents: number, rate: VatRate): number =>
  Math.floor((exclTaxCents * perMille[rate] + 500) / 1000);

const perMille: Record<VatRate, number> = { '20': 200, '10': 100, '5.5': 55, '2.1': 21, '0': 0 };

/** An order's amounts: VAT per rate on the sum of the lines before tax; TTC is their sum (T14). */
export const totalsOf = (lines: readonly PricedLine[]): Totals => {
  const sum = (cents: (line: PricedLine) => number, of = lines) =>
    of.reduce((total, line) => total + line.quantity * cents(line), 0);
  const totalExclTaxCents = sum((line) => line.unitPriceExclTaxCents);
  const vatCents = VAT_RATES.reduce((vat, rate) => {
    const atRate = lines.filter(({ vatRate }) => vatRate === rate);
    return (
      vat +
      vatOf(
        sum((line) => line.unitPriceExclTaxCents, atRate),
        rate,
      )
    );
  }, 0);
  const totalInclTaxCents = totalExclTaxCents + vatCents;
  return {
    totalExclTaxCents,
    vatCents,
    totalInclTaxCents,
    ecoContributionCents: sum((line) => line.ecoContributionCents),
    privateCopyCents: sum((line) => line.privateCopyCents),
    voucherCents: 0,
    toPayCents: totalInclTaxCents,
  };
};
