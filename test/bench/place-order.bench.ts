import { type RecordedEvent } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { orderStream } from '#ordering';
import { RawClient } from './raw-client.js';
import { forEachInFlight, interleave, perSecond } from './rounds.js';
import { type Shop, openShop } from './shop.js';
import { withStores } from './stores.js';
import { type Row, rateRow } from './table.js';

const ROUNDS = 15;

/** Orders placed through the CommandBus, 64 in flight, over the raw append of the very bytes they lead to. */
export const placeOrder = (): Promise<Row[]> =>
  withStores(async (stores) => {
    const shop = await openShop(stores);
    const raw = new RawClient(stores.eventStoreUrl);
    const placed = await eventsOfOrders(stores.eventStoreUrl, shop);
    const { bare, ours } = await interleave(ROUNDS, {
      bare: () => perSecond((index) => raw.appendAgain(placed[index % placed.length]!)),
      ours: () => perSecond((index) => shop.place(index)),
    });
    await Promise.all([shop.close(), raw.close()]);
    return [rateRow('orders placed through the command bus ÷ raw appends', 0.9, 'orders/s', ours, bare)];
  });

/** What a few hundred orders led to, as the log has it. */
export const eventsOfOrders = async (url: string, shop: Shop): Promise<RecordedEvent[][]> => {
  const store = connectEventStore({ url });
  const events: RecordedEvent[][] = [];
  await forEachInFlight(400, async (index) => {
    const { order } = await shop.place(index);
    events.push(await store.read(orderStream(order)));
  });
  await store.close();
  return events;
};
