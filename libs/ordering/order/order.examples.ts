import { RuleRefused, given } from '#event-sourcing';
import { type Offer, type OrderCommand, type PlaceOrder, type RecordRefund } from './order.commands.js';
import { orderDecider } from './order.decider.js';
import { type OrderEvent } from './order.events.js';

// One order, and every command in its life: what the specs of the order are written with.

export const orderId = '0b9ba2de-6c3c-4d5e-8f70-8192a3b4c5d6';
export const now = '2026-11-23T09:00:00.000Z';
export const until = '2026-11-30T09:00:00.000Z';
export const offer: Offer = {
  name: 'Casque',
  kind: 'accessory',
  priceExclTaxCents: 1000,
  vatRate: '20',
  ecoContributionCents: 0,
  privateCopyCents: 0,
  visible: true,
};

export const policy = { termsVersions: ['2023-04-06'], offersChronopost: false, suspectBelowPercent: 20 };

export const place = (fields: Partial<PlaceOrder> = {}): PlaceOrder => ({
  type: 'PlaceOrder',
  orderId,
  customerId: 'acme',
  customer: { siren: '732829320', businessSpaceId: 'ece-1' },
  lines: [
    { sku: 'a', quantity: 2, unitPriceExclTaxCents: 1000 },
    { sku: 'b', quantity: 1, unitPriceExclTaxCents: 1000 },
  ],
  offers: new Map([
    ['a', offer],
    ['b', offer],
  ]),
  delivery: { method: 'colissimo', address: 'sealed' },
  destination: { country: 'FR', postalCode: '75011' },
  payment: { method: 'card', cardToken: 'sealed' },
  termsVersion: '2023-04-06',
  voucherCodes: [],
  policy,
  now,
  ...fields,
});
export const authorised = (attempt = 1, reference = `a${attempt}`): OrderCommand => ({
  type: 'RecordAuthorisation',
  orderId,
  attempt,
  result: { outcome: 'authorised', reference, authorisedUntil: until },
  now,
});
export const declined = (attempt = 1): OrderCommand => ({
  type: 'RecordAuthorisation',
  orderId,
  attempt,
  result: { outcome: 'refused', reason: 'declined' },
  now,
});
export const held = (units: Record<string, number>): OrderCommand => ({
  type: 'RecordAllocations',
  orderId,
  held: Object.entries(units).map(([sku, quantity]) => ({ sku, quantity })),
  now,
});
export const released: OrderCommand = { type: 'ReleaseOrder', orderId, now };
export const handedOver = (trackingNumber = '6A1'): OrderCommand => ({
  type: 'ShipOrder',
  orderId,
  trackingNumber,
  now,
});
export const key = (n = 1) => `debit-${orderId}-${n}`;
export const captured = (n = 1, amountCents = 3600): OrderCommand => ({
  type: 'RecordDebit',
  orderId,
  key: key(n),
  result: { outcome: 'captured', reference: 'c1', amountCents, capturedAt: now },
  now,
});
export const notCaptured = (n = 1): OrderCommand => ({
  type: 'RecordDebit',
  orderId,
  key: key(n),
  result: { outcome: 'refused', reason: 'insufficient-funds' },
  now,
});
export const delivered: OrderCommand = { type: 'RecordDelivery', orderId, at: now, now };
export const cancelled: OrderCommand = { type: 'CancelOrder', orderId, reason: 'customer-request', now };
export const unpaid = (at = now): OrderCommand => ({
  type: 'CancelUnpaidOrder',
  orderId,
  now: at,
  graceMs: 72 * 3600 * 1000,
});
export const otherCard: OrderCommand = { type: 'ReplacePaymentMethod', orderId, cardToken: 'other', now };
export const voided = (reference: string): OrderCommand => ({
  type: 'RecordAuthorisationVoided',
  orderId,
  reference,
  now,
});

export const refused: OrderCommand = { type: 'RefuseOrder', orderId, reason: 'fraud', now };
export const atRelay = (at = now): OrderCommand => ({ type: 'RecordAvailableForPickUp', orderId, at, now: at });
export const fetched = (at = now): OrderCommand => ({ type: 'RecordDelivery', orderId, at, now: at });
export const pickUpEnds = (at: string): OrderCommand => ({ type: 'EndPickUpPeriod', orderId, now: at });
export const returned = (by: 'carrier' | 'warehouse' = 'carrier'): OrderCommand => ({
  type: 'RecordReturn',
  orderId,
  by,
  at: now,
  now,
});
export const withdrawn = (at = now): OrderCommand => ({ type: 'WithdrawOrder', orderId, periodDays: 14, now: at });
export const cashCollected = (amountCents = 3600): OrderCommand => ({
  type: 'RecordCashCollected',
  orderId,
  amountCents,
  at: now,
  now,
});
export const refunded: OrderCommand = {
  type: 'RecordRefund',
  orderId,
  key: `refund-${orderId}`,
  result: { outcome: 'refunded', reference: 'r1', amountCents: 3600, refundedAt: now },
  now,
};
export const refundRefused: RecordRefund = {
  type: 'RecordRefund',
  orderId,
  key: `refund-${orderId}`,
  result: { outcome: 'refused', reason: 'closed' },
  now,
};
export const givenBack: OrderCommand = { type: 'RecordClaimsGivenBack', orderId, now };
export const promiseChecked = (at: string): OrderCommand => ({
  type: 'CheckPromise',
  orderId,
  suspensions: [],
  now: at,
});
export const dated = (sku: string, availableFrom: string, confirmed = true): OrderCommand => ({
  type: 'RecordAvailability',
  orderId,
  sku,
  availability: { availableFrom, confirmed },
  now,
});
export const onSale = (at = now): OrderCommand => ({ type: 'RecordOnSale', orderId, now: at });
export const defective = (sku = 'a', at = now, claimId = 'claim-1'): OrderCommand => ({
  type: 'ReportDefect',
  orderId,
  claimId,
  exchangeOrderId: `exchange-of-${claimId}`,
  sku,
  description: 'sealed',
  now: at,
});
export const exchanged = (exchangeOrderId = 'exchange-of-claim-1'): OrderCommand => ({
  type: 'RecordExchangePlaced',
  orderId,
  exchangeOrderId,
  now,
});

/** The events that commands lead to, one after the other. */
export const after = (...commands: OrderCommand[]): OrderEvent[] =>
  commands.reduce<OrderEvent[]>(
    (history, command) => [...history, ...given(orderDecider, history).when(command).events()],
    [],
  );
export const typesOf = (events: readonly OrderEvent[]) => events.map(({ type }) => type);
/** The rules that refuse a command, such as `T29 TOO_LATE_TO_CANCEL (PDP 2.1.3)`. @throws what else it leads to */
export const refusalOf = (command: OrderCommand, history: OrderEvent[] = []) => {
  const refusal = given(orderDecider, history).when(command).refusal();
  if (!(refusal instanceof RuleRefused)) throw refusal;
  return refusal.violations.map(({ rule, code, article }) => `${rule} ${code} (${article})`);
};
