import { type TrackingResource } from '#order-tracking';

type Fields = Readonly<Record<string, unknown>>;

/** These fields and no others, where they are there. */
const only =
  (...names: string[]) =>
  (from: Fields): Fields => {
    const shown: Record<string, unknown> = {};
    for (const name of names) if (from[name] !== undefined) shown[name] = from[name];
    return shown;
  };

const step = only('status', 'at');
const line = only('sku', 'name', 'quantity');
const waiting = only('sku', 'name', 'missing', 'reason', 'expectedOn');
const window = only('from', 'until');
const suspension = only('from', 'until', 'reason');
const payment = only('method', 'state');
const totals = only(
  ...['totalExclTaxCents', 'vatCents', 'totalInclTaxCents', 'ecoContributionCents', 'privateCopyCents'],
  ...['voucherCents', 'toPayCents'],
);
const order = only('orderNumber', 'status');

const promise = (from: Fields): Fields => ({
  ...only('from', 'until', 'provisional', 'reason')(from),
  ...nested(from, 'previous', window),
  ...nested(from, 'suspended', suspension),
});
const delivery = (from: Fields): Fields => ({
  ...only('method', 'trackingNumber', 'pickUpBefore', 'relayPointId')(from),
  promise: from['promise'] ? promise(from['promise'] as Fields) : null,
});
const nested = (from: Fields, name: string, shape: (from: Fields) => Fields): Fields =>
  from[name] ? { [name]: shape(from[name] as Fields) } : {};

/**
 * What leaves this app of an order: the fields that the contract names, one by one (P08). A field that the view comes to
 * hold is not shown to customers before it is named here.
 */
export const trackingShape = (resource: TrackingResource): TrackingResource =>
  ({
    ...order(resource),
    steps: resource.steps.map(step),
    lines: resource.lines.map(line),
    waitingFor: resource.waitingFor.map(waiting),
    delivery: delivery(resource.delivery),
    payment: payment(resource.payment),
    totals: totals(resource.totals as unknown as Fields),
  }) as unknown as TrackingResource;
