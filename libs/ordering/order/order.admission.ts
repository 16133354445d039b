import { RuleRefused, type Violation } from '#event-sourcing';
import { totalsOf } from '../pricing/totals.js';
import { type PlaceOrder } from './order.commands.js';
import {
  customerNotIdentified,
  deliveryMethodNotOffered,
  deliveryOutsideMetropolitanFrance,
  nothingToShip,
  paymentMethodNotOffered,
  priceChanged,
  productNotAvailable,
  termsNotAccepted,
} from './order.errors.js';
import { type OrderLine, type OrderPlaced } from './order.events.js';
import { isGoods } from './order.state.js';

/** A policy of admission: every way in which the order breaks one rule of the terms. */
type AdmissionPolicy = (order: PlaceOrder) => readonly Violation[];

const destination: AdmissionPolicy = ({ destination: { country, postalCode } }) =>
  country === 'FR' && /^(0[1-9]|[1-8]\d|9[0-5])\d{3}$/.test(postalCode)
    ? []
    : [deliveryOutsideMetropolitanFrance(`${country} ${postalCode} is not in metropolitan France`)];

const identification: AdmissionPolicy = ({ customerIdentified, customerId }) =>
  customerIdentified ? [] : [customerNotIdentified(`customer ${customerId} is not known`)];

const acceptance: AdmissionPolicy = ({ termsVersion, termsVersions }) =>
  termsVersions.includes(termsVersion)
    ? []
    : [termsNotAccepted(`version ${termsVersion} of the terms is not one of ${termsVersions.join(', ')}`)];

const availability: AdmissionPolicy = ({ lines, offers }) =>
  lines.flatMap(({ sku, unitPriceExclTaxCents }, index) => {
    const offer = offers.get(sku);
    if (!offer?.visible) return [productNotAvailable(`lines[${index}]: ${sku} is not on offer`)];
    return offer.priceExclTaxCents === unitPriceExclTaxCents
      ? []
      : [priceChanged(`lines[${index}]: ${sku} costs ${offer.priceExclTaxCents} cents, not ${unitPriceExclTaxCents}`)];
  });

const paymentMethod: AdmissionPolicy = ({ payment: { method, cardToken } }) =>
  method === 'card' && cardToken !== undefined ? [] : [paymentMethodNotOffered(`payment by ${method} is not offered`)];

const somethingToShip: AdmissionPolicy = ({ lines, offers }) =>
  lines.some(({ sku }) => isGoods(offers.get(sku) ?? { kind: 'unknown' }))
    ? []
    : [nothingToShip('services, options and plans alone are not taken here')];

const deliveryMethod: AdmissionPolicy = ({ delivery: { method } }) =>
  method === 'colissimo' ? [] : [deliveryMethodNotOffered(`delivery by ${method} is not offered`)];

/** In the order of the rules' ids. */
const policies: readonly AdmissionPolicy[] = [
  destination,
  identification,
  acceptance,
  availability,
  paymentMethod,
  somethingToShip,
  deliveryMethod,
];

/** The order as it is taken. @throws RuleRefused naming every rule it breaks. */
export const admit = (command: PlaceOrder): OrderPlaced => {
  const [first, ...others] = policies.flatMap((policy) => policy(command));
  if (first) throw new RuleRefused(first, ...others);
  const { orderId, customerId, delivery, payment, termsVersion, now } = command;
  const lines = command.lines.map(({ sku, quantity }): OrderLine => {
    const { visible: _, priceExclTaxCents, ...offer } = command.offers.get(sku)!;
    return { sku, quantity, unitPriceExclTaxCents: priceExclTaxCents, ...offer };
  });
  return {
    type: 'OrderPlaced',
    data: {
      orderId,
      customerId,
      lines,
      totals: totalsOf(lines.filter(isGoods)),
      delivery: { method: 'colissimo', address: delivery.address },
      payment: { method: 'card', cardToken: payment.cardToken! },
      termsVersion,
      placedAt: now,
    },
  };
};
