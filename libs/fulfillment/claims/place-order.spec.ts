import { flashSaleStream, flashSalesOn } from '#catalog';
import { terminalQuotasOn } from '#customers';
import { type EventStore, InMemoryEventStore, RuleRefused, Unavailable, newCommand } from '#event-sourcing';
import { type Offer, knownOrder, orderIdOf, ordersOn } from '#ordering';
import { vouchersOn } from '#vouchers';
import { ClaimDesk, claimStreams } from './claim-desk.js';
import { giveBackClaims, giveUpOrder } from './give-back.js';
import { type OrderDraft, placeOrder } from './place-order.js';

const now = '2026-11-23T09:00:00.000Z';
const offer: Offer = {
  ...{ name: 'Téléphone', kind: 'mobile-phone', priceExclTaxCents: 1000, vatRate: '20', visible: true },
  ...{ ecoContributionCents: 0, privateCopyCents: 0 },
  flashSale: { priceExclTaxCents: 600, from: now, until: '2026-11-24T09:00:00.000Z', quantity: 1, unitsLeft: 1 },
};
/** An order that claims of each kind: a flash unit, a terminal, a voucher. */
const draft: OrderDraft = {
  ...{ customerId: 'acme', customer: { siren: '732829320' } },
  lines: [{ sku: 'a', quantity: 1, unitPriceExclTaxCents: 600 }],
  offers: new Map([['a', offer]]),
  delivery: { method: 'colissimo', address: 'sealed' },
  destination: { country: 'FR', postalCode: '75011' },
  payment: { method: 'card', cardToken: 'sealed' },
  ...{ voucherCodes: ['V'], voucher: { worthCents: 100, skus: ['a'] }, termsVersion: '1', now },
  policy: { termsVersions: ['1'], offersChronopost: false, suspectBelowPercent: 20 },
};

const shopOn = (store: EventStore) => {
  const vouchers = vouchersOn(store);
  const desk = new ClaimDesk(vouchers, terminalQuotasOn(store), flashSalesOn(store));
  return { orders: ordersOn(store), desk, vouchers };
};
const openShop = async () => {
  const store = new InMemoryEventStore();
  const voucher = {
    code: 'V',
    amountCents: 100,
    validFrom: '2026-01-01T00:00:00Z',
    validUntil: '2027-01-01T00:00:00Z',
  };
  await vouchersOn(store).handle({ type: 'PutVoucher', voucher, now }, newCommand('catalog'));
  return { store, ...shopOn(store) };
};

/** What stands in the claim streams for an order. */
const claimed = async (store: EventStore): Promise<string[]> => {
  const open = new Set<string>();
  for await (const { events } of store.readAll())
    for (const { type, stream, data } of events) {
      const key = `${stream} ${(data as { orderId?: string }).orderId}`;
      if (type.endsWith('Claimed')) open.add(key);
      if (type.endsWith('Released') && !type.startsWith('Order')) open.delete(key);
    }
  return [...open];
};
const placedIn = async (store: EventStore): Promise<string[]> => {
  const orders: string[] = [];
  for await (const { events } of store.readAll())
    for (const { type, stream } of events) if (type === 'OrderPlaced') orders.push(orderIdOf(stream));
  return orders;
};
/** What the wake-ups do of it, once the claims' patience is over. */
const sweep = async (store: EventStore): Promise<void> => {
  for (const key of await claimed(store)) {
    const [stream, orderId] = key.split(' ') as [string, string];
    await giveUpOrder(shopOn(store), orderId, [stream], now);
  }
};

/** A process that dies at its nth write: before it, or after it and before it heard of it. Then it writes no more. */
const dying = (store: EventStore, at: number, heard: 'before' | 'after'): EventStore => {
  let appends = 0;
  const append: EventStore['append'] = async (...args) => {
    appends++;
    if (appends > at || (appends === at && heard === 'before'))
      throw new Unavailable('event store', 'the process died');
    const result = await store.append(...args);
    if (appends === at) throw new Unavailable('event store', 'the process died');
    return result;
  };
  return new Proxy(store, {
    get: (target, name) => (name === 'append' ? append : Reflect.get(target, name).bind(target)),
  });
};

describe('An order that claims across streams (T07, T09, T20)', () => {
  it('is placed on its claims, once, however often it is asked for', async () => {
    const shop = await openShop();
    const context = newCommand('shop-front', { requestHash: 'h' });
    const [first, second] = await Promise.all([placeOrder(shop, draft, context), placeOrder(shop, draft, context)]);
    expect(second.order).toEqual(first.order);
    expect(await claimed(shop.store)).toHaveLength(3);
    expect(await placedIn(shop.store)).toEqual([first.order.orderId]);
  });

  it('gives all back when it is cancelled, for the next to claim, and answers a repeated request as at first', async () => {
    const shop = await openShop();
    const context = newCommand('shop-front', { requestHash: 'h' });
    const { order } = await placeOrder(shop, draft, context);
    const cancel = { type: 'CancelOrder', orderId: order.orderId, reason: 'other', now } as const;
    await shop.orders.handle(cancel, newCommand('test'));
    await giveBackClaims(shop, order.orderId, now);
    expect(await claimed(shop.store)).toEqual([]);
    expect((await placeOrder(shop, draft, context)).order).toEqual(order);
    expect(await claimed(shop.store)).toEqual([]);
    await placeOrder(shop, draft, newCommand('shop-front'));
    expect(await claimed(shop.store)).toHaveLength(3);
  });

  it('keeps nothing when one of its claims fails', async () => {
    const shop = await openShop();
    const other = { ...draft, voucherCodes: [], voucher: undefined };
    await placeOrder(shop, other, newCommand('shop-front'));
    const late = placeOrder(shop, draft, newCommand('shop-front'));
    await expect(late).rejects.toThrow(RuleRefused);
    expect(await placedIn(shop.store)).toHaveLength(1);
    expect((await claimed(shop.store)).map((key) => key.split(' ')[0])).toEqual([
      ...['terminal-quota-732829320', 'flash-sale-a'],
    ]);
  });

  const deaths = [1, 2, 3, 4].flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]);
  it.each(deaths)(
    'whose process dies at write %i, %s it is done, leaves no claim without an order',
    async (at, heard) => {
      const { store } = await openShop();
      const context = newCommand('shop-front', { requestHash: 'h' });
      await expect(placeOrder(shopOn(dying(store, at, heard)), draft, context)).rejects.toThrow(Unavailable);
      await sweep(store);
      const orders = await placedIn(store);
      expect(orders).toHaveLength(at === 4 && heard === 'after' ? 1 : 0);
      expect(await claimed(store)).toHaveLength(3 * orders.length);
      const again = await placeOrder(shopOn(store), draft, context);
      expect((await knownOrder(ordersOn(store), again.order.orderId)).order).toEqual(again.order);
      expect(await placedIn(store)).toHaveLength(1);
      expect(await claimed(store)).toHaveLength(3);
    },
  );

  it.each([1, 2, 3, 4, 5])('is not placed on claims that were swept away before write %i', async (at) => {
    const { store } = await openShop();
    let appends = 0;
    const append: EventStore['append'] = async (...args) => {
      if (++appends === at) await sweep(store);
      return store.append(...args);
    };
    const slow = new Proxy(store, {
      get: (target, name) => (name === 'append' ? append : Reflect.get(target, name).bind(target)),
    });
    const { order } = await placeOrder(shopOn(slow), draft, newCommand('shop-front'));
    expect(await placedIn(store)).toEqual([order.orderId]);
    const streams = claimStreams(order.claims!);
    expect((await claimed(store)).sort()).toEqual(streams.map((stream) => `${stream} ${order.orderId}`).sort());
    expect(streams).toContain(flashSaleStream({ sku: 'a' }));
  });
});
