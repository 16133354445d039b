import { type Violation } from '#event-sourcing';
import { type Totals, totalsOf } from '../pricing/totals.js';
import { type Offer, type OrderPolicy, type PlaceOrder } from './commands/placement.js';
import { flashSaleClosed, flashSaleSoldOut, priceChanged } from './order.errors.js';
import { isGoods } from './order.state.js';

type Line = PlaceOrder['lines'][number];

const isRunning = ({ from, until }: { readonly from: string; readonly until: string }, now: string): boolean =>
  Date.parse(from) <= Date.parse(now) && Date.parse(now) < Date.parse(until);

/** T09: true for a line that takes units of a flash sale. */
export const isFlashPriced = (
  { unitPriceExclTaxCents }: Line,
  { flashSale, priceExclTaxCents }: Offer,
  now: string,
): boolean => {
  if (!flashSale || !isRunning(flashSale, now) || unitPriceExclTaxCents !== flashSale.priceExclTaxCents) return false;
  return flashSale.unitsLeft > 0 || unitPriceExclTaxCents !== priceExclTaxCents;
};

/** T09, T10: whether the price the caller saw stands now. `units`: of the SKU, over all lines at that price. */
export const priceFault = (line: Line, offer: Offer, units: number, now: string): readonly Violation[] => {
  const { flashSale, priceExclTaxCents: ordinary } = offer;
  const { sku, unitPriceExclTaxCents: seen } = line;
  if (isFlashPriced(line, offer, now)) {
    const { unitsLeft } = flashSale!;
    if (units <= unitsLeft) return [];
    const message = `${unitsLeft} of ${sku} are left in its flash sale, the ordinary price is ${ordinary} cents`;
    return [flashSaleSoldOut(message)];
  }
  const shown =
    flashSale && isRunning(flashSale, now) && flashSale.unitsLeft > 0 ? flashSale.priceExclTaxCents : ordinary;
  if (seen === shown) return [];
  if (seen === flashSale?.priceExclTaxCents)
    return [flashSaleClosed(`${sku} is on flash sale from ${flashSale.from} until ${flashSale.until}, excluded`)];
  return [priceChanged(`${sku} costs ${shown} cents, not ${seen}`)];
};

/** T15: a price derisory against the usual one. */
export const isSuspect = (
  { unitPriceExclTaxCents }: Line,
  { referencePriceExclTaxCents }: Offer,
  { suspectBelowPercent }: OrderPolicy,
): boolean =>
  referencePriceExclTaxCents !== undefined &&
  unitPriceExclTaxCents * 100 < referencePriceExclTaxCents * suspectBelowPercent;

/** T14, T20, T21: goods alone make the amounts; a voucher pays the lines of its part, and no more than they cost. */
export const totalsFor = ({ lines, offers, voucher }: Pick<PlaceOrder, 'lines' | 'offers' | 'voucher'>): Totals => {
  const goods = lines.flatMap((line) => {
    const offer = offers.get(line.sku);
    return offer && isGoods(offer) ? [{ ...offer, ...line }] : [];
  });
  const totals = totalsOf(goods);
  if (!voucher) return totals;
  const itsPart = totalsOf(goods.filter(({ sku }) => voucher.skus.includes(sku))).totalInclTaxCents;
  const voucherCents = Math.min(voucher.worthCents, itsPart, totals.totalInclTaxCents);
  return { ...totals, voucherCents, toPayCents: totals.totalInclTaxCents - voucherCents };
};
