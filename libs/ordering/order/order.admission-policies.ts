import { type Violation } from '#event-sourcing';
import { type PlaceOrder } from './commands/placement.js';
import {
  businessSpaceRequired,
  codAmountLimit,
  codLaptop,
  codRelayDelivery,
  colissimoPhoneWithPlan,
  customerNotIdentified,
  deliveryMethodNotOffered,
  deliveryOutsideMetropolitanFrance,
  nothingToShip,
  paymentMethodNotOffered,
  productNotAvailable,
  termsNotAccepted,
  voucherOnePerOrder,
  voucherPhoneWithPlan,
  wholesaleNotAllowed,
} from './order.errors.js';
import { priceFault, totalsFor } from './order.prices.js';
import { isGoods } from './order.state.js';

/** A policy of admission: every way in which the order breaks one rule of the terms. */
type AdmissionPolicy = (order: PlaceOrder) => readonly Violation[];

/** T18: cash on delivery stops here, included. */
const COD_LIMIT_CENTS = 150_000;

const destination: AdmissionPolicy = ({ destination: to }) =>
  to === undefined || (to.country === 'FR' && /^(0[1-9]|[1-8]\d|9[0-5])\d{3}$/.test(to.postalCode))
    ? []
    : [deliveryOutsideMetropolitanFrance(`${to.country} ${to.postalCode} is not in metropolitan France`)];

const noWholesale: AdmissionPolicy = ({ lines, offers }) =>
  [...unitsBy(lines, ({ sku }) => sku)].flatMap(([sku, units]) => {
    const most = offers.get(sku)?.maxPerLine;
    return most === undefined || units <= most
      ? []
      : [wholesaleNotAllowed(`${units} of ${sku}: at most ${most} are sold at once`)];
  });

const identification: AdmissionPolicy = ({ customer, customerId }) =>
  customer ? [] : [customerNotIdentified(`customer ${customerId} is not known`)];

const acceptance: AdmissionPolicy = ({ termsVersion, policy: { termsVersions } }) =>
  termsVersions.includes(termsVersion)
    ? []
    : [termsNotAccepted(`version ${termsVersion} of the terms is not one of ${termsVersions.join(', ')}`)];

const businessSpace: AdmissionPolicy = (order) =>
  has(order, 'mobile-plan') && order.customer && order.customer.businessSpaceId === undefined
    ? [businessSpaceRequired('a mobile plan needs an Espace Client Entreprise: an existing id, or one created')]
    : [];

const availability: AdmissionPolicy = ({ lines, offers, now }) => {
  const priceOf = (line: (typeof lines)[number]) => `${line.sku} ${line.unitPriceExclTaxCents}`;
  const units = unitsBy(lines, priceOf);
  const faults = lines.flatMap((line, index) => {
    const offer = offers.get(line.sku);
    const found = offer?.visible
      ? priceFault(line, offer, units.get(priceOf(line))!, now)
      : [productNotAvailable(`${line.sku} is not on offer`)];
    return found.map((fault) => ({ ...fault, message: `lines[${index}]: ${fault.message}` }));
  });
  return faults;
};

const paymentMethod: AdmissionPolicy = (order) => {
  const isUnknown = order.voucherCodes.length > 0 && !order.voucher;
  // A voucher that is not known is refused where it is claimed.
  if (order.payment.method !== 'voucher' || isUnknown) return [];
  const { toPayCents } = totalsFor(order);
  return toPayCents === 0
    ? []
    : [paymentMethodNotOffered(`a voucher leaves ${toPayCents} cents to pay: by card or cash on delivery`)];
};

const cashOnDelivery: AdmissionPolicy = (order) => {
  if (order.payment.method !== 'cash-on-delivery') return [];
  const { method } = order.delivery;
  const { totalInclTaxCents } = totalsFor(order);
  return [
    ...(method === 'colissimo' ? [] : [codRelayDelivery(`cash is not collected on delivery by ${method}`)]),
    ...(totalInclTaxCents < COD_LIMIT_CENTS
      ? []
      : [codAmountLimit(`the order costs ${totalInclTaxCents} cents: cash stops at ${COD_LIMIT_CENTS}`)]),
    ...(has(order, 'laptop') ? [codLaptop('a laptop is not paid in cash on delivery')] : []),
  ];
};

const voucherWithPlan: AdmissionPolicy = (order) =>
  order.voucherCodes.length > 0 && isPhoneWithPlan(order)
    ? [voucherPhoneWithPlan('a voucher does not pay for a phone tied to a mobile plan')]
    : [];

const oneVoucher: AdmissionPolicy = ({ voucherCodes }) =>
  voucherCodes.length <= 1 ? [] : [voucherOnePerOrder(`${voucherCodes.length} vouchers were given`)];

const somethingToShip: AdmissionPolicy = ({ lines, offers }) =>
  lines.some(({ sku }) => isGoods(offers.get(sku) ?? { kind: 'unknown' }))
    ? []
    : [nothingToShip('services, options and plans alone are not taken here')];

const deliveryMethod: AdmissionPolicy = (order) => {
  const { method } = order.delivery;
  const isOffered = method !== 'chronopost' || order.policy.offersChronopost;
  return [
    ...(method === 'colissimo' && isPhoneWithPlan(order)
      ? [colissimoPhoneWithPlan('a phone tied to a mobile plan does not go by Colissimo')]
      : []),
    ...(isOffered ? [] : [deliveryMethodNotOffered(`delivery by ${method} is not offered`)]),
  ];
};

/** Any order with a mobile phone and a mobile plan counts as a phone tied to a plan (T19, T24). */
const isPhoneWithPlan = (order: PlaceOrder): boolean => has(order, 'mobile-phone') && has(order, 'mobile-plan');

const has = ({ lines, offers }: PlaceOrder, kind: string): boolean =>
  lines.some(({ sku }) => offers.get(sku)?.kind === kind);

const unitsBy = (lines: PlaceOrder['lines'], keyOf: (line: PlaceOrder['lines'][number]) => string) => {
  const units = new Map<string, number>();
  for (const line of lines) units.set(keyOf(line), (units.get(keyOf(line)) ?? 0) + line.quantity);
  return units;
};

/** In the order of the rules' ids. */
export const admissionPolicies: readonly AdmissionPolicy[] = [
  destination,
  noWholesale,
  identification,
  acceptance,
  businessSpace,
  availability,
  paymentMethod,
  cashOnDelivery,
  voucherWithPlan,
  oneVoucher,
  somethingToShip,
  deliveryMethod,
];
