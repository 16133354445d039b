import { InMemoryEventStore, newCommand } from '#event-sourcing';
import { type Offer, type Order, type OrderCommand, knownOrder, orderStream, ordersOn } from '#ordering';
import { explain } from './explanation.js';
import { holdOf } from './holds.js';
import { timelineOf } from './timeline.js';

const orderId = '0b9ba2de-6c3c-4d5e-8f70-8192a3b4c5d6';
const now = '2026-11-23T09:00:00.000Z';
const offer: Offer = {
  ...{ name: 'Casque', kind: 'accessory', priceExclTaxCents: 1000, vatRate: '20', visible: true },
  ...{ ecoContributionCents: 0, privateCopyCents: 0 },
};
const place: OrderCommand = {
  ...{ type: 'PlaceOrder', orderId, customerId: 'acme', customer: { siren: '732829320' }, now },
  lines: [{ sku: 'a', quantity: 3, unitPriceExclTaxCents: 1000 }],
  offers: new Map([['a', offer]]),
  ...{ delivery: { method: 'colissimo', address: 'sealed' }, destination: { country: 'FR', postalCode: '75011' } },
  ...{ payment: { method: 'card', cardToken: 'sealed' }, voucherCodes: [], termsVersion: '1' },
  policy: { termsVersions: ['1'], offersChronopost: false, suspectBelowPercent: 20 },
};
const authorised: OrderCommand = {
  ...{ type: 'RecordAuthorisation', orderId, attempt: 1, now },
  result: { outcome: 'authorised', reference: 'a1', authorisedUntil: '2026-11-30T09:00:00.000Z' },
};
const held = (quantity: number): OrderCommand => ({
  ...{ type: 'RecordAllocations', orderId, held: [{ sku: 'a', quantity }], now },
});
const released: OrderCommand = { type: 'ReleaseOrder', orderId, now };
const declined: OrderCommand = {
  ...{ type: 'RecordAuthorisation', orderId, attempt: 1, now },
  result: { outcome: 'refused', reason: 'declined' },
};

const orderAfter = async (...commands: OrderCommand[]): Promise<Order> => {
  const orders = ordersOn(new InMemoryEventStore());
  for (const command of commands) await orders.handle(command, newCommand('test'));
  return (await knownOrder(orders, orderId)).order;
};

describe('Why an order is not shipped', () => {
  const because = async (...commands: OrderCommand[]) =>
    explain(await orderAfter(...commands), [{ sku: 'a', free: 0, unitsAhead: 4 }], now);

  it('is told of one that waits for items: how many, and who is before it', async () => {
    expect(await because(place, authorised, held(1))).toEqual([
      'It waits until every item is in (T11); it is never delivered in part.',
      '2 × a are missing, 4 units are wanted by orders before it: 6 more would serve it.',
      'Its card is authorised until 2026-11-30T09:00:00.000Z, to be renewed at 2026-11-29T09:00:00.000Z.',
      'Delivery is promised from 2026-11-26 to 2026-12-14.',
    ]);
  });
  it.each([
    ['whose payment is asked for', [place], /not validated yet/],
    ['whose card was refused', [place, declined], /waits for another card/],
    ['whose stock has not answered', [place, authorised], /not every SKU has answered/],
    ['that is whole', [place, authorised, held(3)], /its release to the warehouse is due/],
    ['at the warehouse', [place, authorised, held(3), released], /at the warehouse since 2026-11-23/],
  ])('is told of one %s', async (_, commands, said) => {
    expect((await because(...commands))[0]).toMatch(said);
  });
});

describe('The hold of an order', () => {
  it('says for what, since when, and how long its card stays authorised', async () => {
    expect(holdOf(await orderAfter(place, authorised, held(1)), '2026-11-24T21:00:00.000Z')).toMatchObject({
      ...{ orderId, since: now, heldDays: 1.5, waitsFor: [{ sku: 'a', quantity: 2 }], authorisationDaysLeft: 5.5 },
    });
  });
});

describe('The timeline of an order', () => {
  it('tells each event with its status, its cause and who issued it, as it was at any instant', async () => {
    const store = new InMemoryEventStore();
    const orders = ordersOn(store);
    await orders.handle(place, newCommand('shop-front', { commandId: 'c-1' }));
    await orders.handle(authorised, newCommand('payment', { commandId: 'c-2', causationId: 'e-1' }));
    const events = await store.read(orderStream({ orderId }));
    const timeline = timelineOf(events);
    expect(timeline).toMatchObject([
      { revision: 0, type: 'OrderPlaced', status: 'placed', issuedBy: 'shop-front', commandId: 'c-1' },
      { revision: 1, type: 'PaymentValidated', status: 'registered', issuedBy: 'payment', causationId: 'e-1' },
    ]);
    expect(timelineOf(events, '2020-01-01T00:00:00Z')).toEqual([]);
    const newer = { ...events[1]!, type: 'OfTomorrow' };
    expect(timelineOf([events[0]!, newer]).at(-1)).toMatchObject({ type: 'OfTomorrow', status: 'placed' });
  });
});
