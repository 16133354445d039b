import { RuleRefused, type Violation } from '#event-sourcing';
import { isoWeekOf, parisDay } from '../calendar/paris-calendar.js';
import { type Offer, type PlaceOrder } from './commands/placement.js';
import { type Claims, type OrderLine, type OrderPlaced } from './events/placement.js';
import { admissionPolicies } from './order.admission-policies.js';
import { isFlashPriced, isSuspect, totalsFor } from './order.prices.js';
import { isGoods } from './order.state.js';
import { isOnSale } from './preorders.js';

/** Kinds that count as mobile terminals (T07). */
const TERMINALS: readonly string[] = ['mobile-phone', 'tablet'];

/** Every rule of the terms that an order breaks, as far as the order itself tells. */
export const violationsOf = (order: PlaceOrder): Violation[] => admissionPolicies.flatMap((policy) => policy(order));

/** What an order claims across streams; undefined for most: nothing. */
export const claimsOf = ({ lines, offers, customer, voucherCodes, now }: PlaceOrder): Claims | undefined => {
  const units = new Map<string, number>();
  let terminalUnits = 0;
  for (const line of lines) {
    const offer = offers.get(line.sku);
    if (offer && TERMINALS.includes(offer.kind)) terminalUnits += line.quantity;
    if (offer && isFlashPriced(line, offer, now)) units.set(line.sku, (units.get(line.sku) ?? 0) + line.quantity);
  }
  const [code] = voucherCodes;
  const day = parisDay(now);
  const claims: Claims = {
    ...(code !== undefined && { voucher: { code } }),
    ...(customer &&
      terminalUnits > 0 && {
        terminals: { siren: customer.siren, units: terminalUnits, day, week: isoWeekOf(day) },
      }),
    ...(units.size > 0 && {
      flashSales: [...units].map(([sku, sum]) => ({ sku, sale: offers.get(sku)!.flashSale!.from, units: sum })),
    }),
  };
  return Object.keys(claims).length === 0 ? undefined : claims;
};

/** The order as it is taken. @throws RuleRefused naming every rule it breaks. */
export const admit = (command: PlaceOrder): OrderPlaced => {
  const [first, ...others] = violationsOf(command);
  if (first) throw new RuleRefused(first, ...others);
  const { orderId, customerId, delivery, payment, termsVersion, offers, policy, now } = command;
  const lines = command.lines.map((line) => orderLine(line, offers.get(line.sku)!, now));
  const claims = claimsOf(command);
  const isFlagged = command.lines.some((line) => isSuspect(line, offers.get(line.sku)!, policy));
  return {
    type: 'OrderPlaced',
    data: {
      orderId,
      customerId,
      lines,
      totals: totalsFor(command),
      delivery: delivery as OrderPlaced['data']['delivery'],
      payment: payment as OrderPlaced['data']['payment'],
      termsVersion,
      ...(claims && { claims }),
      ...(isFlagged && { flags: ['price-suspect'] }),
      placedAt: now,
    },
  };
};

const orderLine = (
  { sku, quantity, unitPriceExclTaxCents, pairedWith }: PlaceOrder['lines'][number],
  { name, kind, vatRate, ecoContributionCents, privateCopyCents, availability }: Offer,
  now: string,
): OrderLine => ({
  sku,
  quantity,
  unitPriceExclTaxCents,
  name,
  kind,
  vatRate,
  ecoContributionCents,
  privateCopyCents,
  ...(pairedWith !== undefined && { pairedWith }),
  ...(availability && isGoods({ kind }) && !isOnSale(availability, now) && { preorder: availability }),
});
