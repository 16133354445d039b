import { InMemoryEventStore, newCommand } from '#event-sourcing';
import { type OrderCommand, type OrderEvent, knownOrder, orderStream, ordersOn } from '#ordering';
import { InMemoryPaymentProvider } from '#payment-provider';
import { releaseOrder } from '../holding/release-order.js';
import { type PaymentOptions, authorisePayment } from './authorise-payment.js';
import { shipAndDebit } from './ship-and-debit.js';

export const orderId = '0b9ba2de-6c3c-4d5e-8f70-8192a3b4c5d6';
export const START = '2026-11-23T09:00:00.000Z';
export const HOUR_MS = 3600 * 1000;

const offer = {
  name: 'Casque',
  kind: 'accessory',
  priceExclTaxCents: 1000,
  vatRate: '20',
  ecoContributionCents: 0,
  privateCopyCents: 0,
  visible: true,
} as const;

/** One order of 12,00 €, placed at the start. */
export const placeOrder = (cardToken = 'tok_visa'): OrderCommand => ({
  type: 'PlaceOrder',
  orderId,
  customerId: 'acme',
  customer: { siren: '732829320' },
  lines: [{ sku: 'a', quantity: 1, unitPriceExclTaxCents: 1000 }],
  offers: new Map([['a', offer]]),
  delivery: { method: 'colissimo', address: 'sealed' },
  destination: { country: 'FR', postalCode: '75011' },
  payment: { method: 'card', cardToken },
  termsVersion: '1',
  voucherCodes: [],
  policy: { termsVersions: ['1'], offersChronopost: false, suspectBelowPercent: 20 },
  now: START,
});

/** One order of 12,00 € in a shop of its own: a log, a payment provider, and a clock that is moved by hand. */
export const shopWithAnOrder = async (cardToken = 'tok_visa') => {
  let nowMs = Date.parse(START);
  const store = new InMemoryEventStore();
  const provider = new InMemoryPaymentProvider({ now: () => nowMs });
  const orders = ordersOn(store);
  const options: PaymentOptions = {
    orders,
    provider,
    openCardToken: (_customerId, sealed) => Promise.resolve(sealed),
    now: () => new Date(nowMs).toISOString(),
  };
  const obey = (command: OrderCommand) => orders.handle(command, newCommand('test'));
  const send = async (...commands: OrderCommand[]) => {
    for (const command of commands) await obey(command);
  };
  await send(placeOrder(cardToken));
  const holdWhole = () =>
    send({ type: 'RecordAllocations', orderId, held: [{ sku: 'a', quantity: 1 }], now: options.now() });
  const events = async () => (await store.read(orderStream({ orderId }))) as unknown as readonly OrderEvent[];
  return {
    store,
    provider,
    options,
    send,
    holdWhole,
    events,
    types: async () => (await events()).map(({ type }) => type),
    order: async () => (await knownOrder(orders, orderId)).order,
    pass: (ms: number) => (nowMs += ms),
    /** Brings the order to its preparation in the warehouse. */
    prepare: async () => {
      await authorisePayment(options, orderId);
      await holdWhole();
      await releaseOrder(options, orderId);
    },
    /** The warehouse hands it over; under one key it is one request, as over HTTP. */
    ship: (idempotencyKey: string = crypto.randomUUID(), on: PaymentOptions = options) =>
      shipAndDebit(on, orderId, '6A1', newCommand('warehouse', { commandId: idempotencyKey, requestHash: '6A1' })),
    putOtherCard: (token = 'tok_cb') =>
      send({ type: 'ReplacePaymentMethod', orderId, cardToken: token, now: options.now() }),
    cancel: () => send({ type: 'CancelOrder', orderId, reason: 'customer-request', now: options.now() }),
  };
};
