import { type Invoice } from './orders-file.js';

export interface PlannedProduct {
  readonly sku: string;
  readonly name: string;
  readonly priceExclTaxCents: number;
}
export interface PlannedOrder {
  readonly reference: string;
  readonly customerId: string;
  readonly cardToken: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitPriceExclTaxCents: number;
  }[];
}
export interface PlannedReceipt {
  readonly receiptId: string;
  readonly sku: string;
  readonly quantity: number;
}
export interface Plan {
  /** Every id of this run begins with it, so that runs never meet. */
  readonly prefix: string;
  readonly products: readonly PlannedProduct[];
  readonly customerIds: readonly string[];
  readonly orders: readonly PlannedOrder[];
  /** Stock comes in waves; the last brings whatever was still short. */
  readonly waves: readonly (readonly PlannedReceipt[])[];
}

const WAVES = 4;
/** One order in so many pays with a card whose provider acts and then fails to say so. */
const EVERY_UNSURE_CARD = 50;

const identifier = (text: string) => text.replace(/[^A-Za-z0-9._-]/g, '-');

/** What the shop will do with a file's invoices. A product has one price: the one most of its lines were sold at. */
export const planOf = (invoices: readonly Invoice[], prefix: string): Plan => {
  const skuOf = (stockCode: string) => `${prefix}-${identifier(stockCode)}`.slice(0, 64);
  const products = new Map<string, { name: string; prices: Map<number, number>; units: number }>();
  for (const { stockCode, description, unitPriceCents, quantity } of invoices.flatMap(({ lines }) => lines)) {
    const product = products.get(skuOf(stockCode)) ?? {
      name: description,
      prices: new Map<number, number>(),
      units: 0,
    };
    product.prices.set(unitPriceCents, (product.prices.get(unitPriceCents) ?? 0) + 1);
    product.units += quantity;
    products.set(skuOf(stockCode), product);
  }
  const priceOf = (sku: string) =>
    [...products.get(sku)!.prices].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
  const orders = invoices.map(({ invoiceNo, customerId, lines }, index): PlannedOrder => ({
    reference: invoiceNo,
    customerId: `${prefix}-${identifier(customerId ?? `anonymous-${invoiceNo}`)}`,
    cardToken: index % EVERY_UNSURE_CARD === EVERY_UNSURE_CARD - 1 ? 'tok_fails_after_acting' : 'tok_visa',
    lines: lines.map(({ stockCode, quantity }) => {
      const sku = skuOf(stockCode);
      return { sku, quantity, unitPriceExclTaxCents: priceOf(sku) };
    }),
  }));
  return {
    prefix,
    products: [...products].map(([sku, { name }]) => ({
      sku,
      name: name.slice(0, 200),
      priceExclTaxCents: priceOf(sku),
    })),
    customerIds: [...new Set(orders.map(({ customerId }) => customerId))],
    orders,
    waves: wavesOf([...products].map(([sku, { units }]) => ({ sku, units }))),
  };
};

/** Two thirds of the products come whole in an early wave; the others come short, and the rest in a later one. */
const wavesOf = (demand: readonly { readonly sku: string; readonly units: number }[]): PlannedReceipt[][] => {
  const waves: PlannedReceipt[][] = Array.from({ length: WAVES }, () => []);
  for (const [index, { sku, units }] of demand.entries()) {
    const early = index % (WAVES - 1);
    const short = index % 3 === 2 ? Math.floor(units / 2) : units;
    const parts = [
      { wave: early, quantity: short },
      { wave: early + 1 + (index % (WAVES - 1 - early)), quantity: units - short },
    ];
    for (const { wave, quantity } of parts)
      for (const receipt of receiptsOf(sku, wave, quantity)) waves[wave]!.push(receipt);
  }
  return waves;
};

const MOST_UNITS = 100_000;

const receiptsOf = (sku: string, wave: number, quantity: number): PlannedReceipt[] =>
  Array.from({ length: Math.ceil(quantity / MOST_UNITS) }, (_, part) => ({
    receiptId: `w${wave}.${part}-${sku}`.slice(0, 64),
    sku,
    quantity: Math.min(MOST_UNITS, quantity - part * MOST_UNITS),
  }));
