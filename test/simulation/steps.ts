import fc from 'fast-check';
import { type Product } from '#catalog';
import { type Order, type OrderCommand } from '#ordering';
import { type ShopUnderSimulation } from './shop-under-simulation.js';

/** One thing that happens, and how it is told. */
export interface Step {
  readonly told: string;
  readonly happen: (shop: ShopUnderSimulation, orders: readonly Order[], nth: number) => Promise<void>;
}

const [SECOND_MS, DAY_MS] = [1000, 24 * 3600 * 1000];
const SKUS = ['phone', 'case', 'tablet'] as const;
type Sku = (typeof SKUS)[number];
const KINDS = { phone: 'mobile-phone', tablet: 'tablet', case: 'accessory' } as const;

export const product = (sku: Sku, fields: Partial<Product> = {}): Product => ({
  ...{ sku, name: sku, kind: KINDS[sku], visible: true },
  ...{ priceExclTaxCents: 10_000, vatRate: '20', ecoContributionCents: 1, privateCopyCents: 1 },
  ...fields,
});

const stepOf = (told: string, happen: Step['happen']): Step =>
  Object.assign({ told, happen }, { [fc.toStringMethod]: () => told });

const onSome = (told: string, act: (shop: ShopUnderSimulation, order: Order, nth: number) => Promise<void>) =>
  fc.nat(5).map((which) =>
    stepOf(`${told} (order ${which + 1})`, async (shop, orders, nth) => {
      const order = orders[which % Math.max(orders.length, 1)];
      if (order) await act(shop, order, nth);
    }),
  );
const telling = (told: string, command: (orderId: string, now: string) => OrderCommand) =>
  onSome(told, (shop, { orderId }) => shop.command(command(orderId, shop.now())));

const line = fc.record({
  sku: fc.constantFrom(...SKUS),
  quantity: fc.constantFrom(1, 2, 11),
  atFlashPrice: fc.boolean(),
});
const placing = fc
  .record({
    lines: fc.uniqueArray(line, { minLength: 1, maxLength: 3, selector: ({ sku }) => sku }),
    method: fc.constantFrom('card', 'card', 'cash-on-delivery', 'voucher'),
    cardToken: fc.constantFrom('tok_visa', 'tok_visa', 'tok_declined', 'tok_capture_refused', 'tok_renewal_refused'),
    voucherCodes: fc.constantFrom([], [], ['V']),
    byRelay: fc.boolean(),
    key: fc.nat(40),
  })
  .map(({ lines, method, cardToken, voucherCodes, byRelay, key }) => {
    const items = lines.map(({ sku, quantity, atFlashPrice }) => `${quantity} ${sku}${atFlashPrice ? ' (flash)' : ''}`);
    const payment = { method, ...(method === 'card' && { cardToken }) };
    const paid = [...Object.values(payment), ...voucherCodes.map((code) => `voucher ${code}`)].join(' ');
    const told = `${items.join(', ')} ordered under key ${key}, by ${paid}, to ${byRelay ? 'a relay point' : 'an address'}`;
    const delivery = byRelay
      ? { method: 'chronorelais', relayPointId: 'r' }
      : { method: 'colissimo', address: 'sealed' };
    const wanted = { customer: { siren: '732829320' }, lines, voucherCodes, delivery, payment };
    return stepOf(told, (shop) => shop.place(`key-${key}`, wanted));
  });

const arriving = fc
  .record({ sku: fc.constantFrom(...SKUS), quantity: fc.integer({ min: 1, max: 30 }) })
  .map(({ sku, quantity }) =>
    stepOf(`${quantity} ${sku} arrive`, (shop, _, nth) => shop.receive(sku, quantity, `receipt-${nth}`)),
  );

const dating = fc
  .record({ availableFrom: fc.constantFrom('2026-12-01', '2026-12-24', undefined), confirmed: fc.boolean() })
  .map(({ availableFrom, confirmed: availabilityConfirmed }) => {
    const date = availableFrom === undefined ? {} : { availableFrom, availabilityConfirmed };
    const told = `the tablet is to come on sale ${availableFrom ?? 'now'}${availabilityConfirmed ? ', confirmed' : ''}`;
    return stepOf(told, (shop) => shop.list(product('tablet', date)));
  });

const passing = fc
  .constantFrom(30 * SECOND_MS, 70 * SECOND_MS, DAY_MS / 3, 2 * DAY_MS, 4 * DAY_MS, 20 * DAY_MS)
  .map((ms) => {
    const time = ms < DAY_MS / 10 ? `${ms / SECOND_MS} seconds` : `${Math.round((ms / DAY_MS) * 24)} hours`;
    return stepOf(`${time} pass`, (shop) => Promise.resolve(shop.pass(ms)));
  });

const dying = fc
  .record({ which: fc.constantFrom('api' as const, 'background' as const), writes: fc.nat(4), isHeard: fc.boolean() })
  .map(({ which, writes, isHeard }) =>
    stepOf(`the ${which} is to die ${isHeard ? 'before' : 'after'} its write ${writes + 1}`, (shop) =>
      Promise.resolve(shop.doom(which, writes, isHeard)),
    ),
  );

const paymentProvider = fc.constantFrom('reachable', 'away', 'losing its answers').map((state) =>
  stepOf(`the payment provider is ${state}`, (shop) => {
    Object.assign(shop.provider, { isReachable: state !== 'away', losesAnswers: state === 'losing its answers' });
    return Promise.resolve();
  }),
);

const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });

export const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(6, placing),
  weighted(6, arriving),
  weighted(2, dating),
  weighted(4, passing),
  weighted(2, dying),
  weighted(1, paymentProvider),
  weighted(
    6,
    onSome('the warehouse hands over', (shop, { orderId }) => shop.ship(orderId, `6A-${orderId}`)),
  ),
  weighted(
    2,
    telling('the parcel waits to be fetched', (orderId, now) => ({
      ...{ type: 'RecordAvailableForPickUp', orderId, at: now, now },
    })),
  ),
  weighted(
    4,
    telling('the parcel is delivered', (orderId, now) => ({ type: 'RecordDelivery', orderId, at: now, now })),
  ),
  weighted(
    2,
    telling('the carrier returns the parcel', (orderId, now) => ({
      ...{ type: 'RecordReturn', orderId, by: 'carrier', at: now, now },
    })),
  ),
  weighted(
    3,
    telling('the warehouse receives the parcel back', (orderId, now) => ({
      ...{ type: 'RecordReturn', orderId, by: 'warehouse', at: now, now },
    })),
  ),
  weighted(
    2,
    onSome('the cash is collected', (shop, { orderId, totals }) => {
      const [amountCents, now] = [totals.toPayCents, shop.now()];
      return shop.command({ type: 'RecordCashCollected', orderId, amountCents, at: now, now });
    }),
  ),
  weighted(
    2,
    telling('the customer cancels', (orderId, now) => ({ type: 'CancelOrder', orderId, reason: 'other', now })),
  ),
  weighted(
    1,
    telling('the staff refuse', (orderId, now) => ({ type: 'RefuseOrder', orderId, reason: 'fraud', now })),
  ),
  weighted(
    3,
    telling('the customer withdraws', (orderId, now) => ({ type: 'WithdrawOrder', orderId, periodDays: 14, now })),
  ),
  weighted(
    2,
    telling('another card is given', (orderId, now) => ({
      ...{ type: 'ReplacePaymentMethod', orderId, cardToken: 'tok_cb', now },
    })),
  ),
  weighted(
    2,
    onSome('an item fails', (shop, { orderId, lines: [first] }, nth) => {
      const exchangeOrderId = `0b9ba2de-6c3c-4d5e-8f70-${String(nth).padStart(12, '0')}`;
      const claim = { claimId: `claim-${nth}`, exchangeOrderId, sku: first!.sku, description: 'sealed' };
      return shop.command({ type: 'ReportDefect', orderId, ...claim, now: shop.now() });
    }),
  ),
);
