import { newCommand } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { authorisePayment, releaseOrder, shipAndDebit } from '#fulfillment';
import { InMemoryPaymentProvider } from '#payment-provider';
import { itemsOf, orderStream } from '#ordering';
import { RawClient } from './raw-client.js';
import { interleave, perSecond } from './rounds.js';
import { type Shop, openShop } from './shop.js';
import { withStores } from './stores.js';
import { type Row, rateRow } from './table.js';

const ROUNDS = 15;

/** Events of orders led from placed to delivered, 64 at once, over the raw append of the same events one by one. */
export const orderLives = (): Promise<Row[]> =>
  withStores(async (stores) => {
    const shop = await openShop(stores);
    const raw = new RawClient(stores.eventStoreUrl);
    const store = connectEventStore({ url: stores.eventStoreUrl });
    const life = await store.read(orderStream({ orderId: await live(shop, 0) }));
    await store.close();
    const { bare, ours } = await interleave(ROUNDS, {
      bare: () => perSecond(() => raw.appendAgain(life)),
      ours: () => perSecond((index) => live(shop, index)),
    });
    await Promise.all([shop.close(), raw.close()]);
    const events = (lives: readonly number[]) => lives.map((rate) => rate * life.length);
    const what = `events of whole order lives (${life.length} each) ÷ raw appends of the same events`;
    return [rateRow(what, 0.8, 'events/s', events(ours), events(bare))];
  });

const provider = new InMemoryPaymentProvider();

/** Placed, paid, allocated, released, handed over, debited, delivered; through the handlers that the processes use. */
const live = async ({ parts, ...shop }: Shop, index: number): Promise<string> => {
  const { orders, now } = parts;
  const payment = { ...parts.payment, provider };
  const { order } = await shop.place(index);
  const { orderId } = order;
  const from = (issuer: string) => newCommand(issuer, { correlationId: orderId });
  await authorisePayment(payment, orderId);
  await orders.handle(
    { type: 'RecordAllocations', orderId, held: itemsOf(order.lines), now: now() },
    from('fulfillment'),
  );
  await releaseOrder(payment, orderId);
  await shipAndDebit(payment, orderId, `6A${orderId.slice(0, 11)}`, from('warehouse'));
  await orders.handle({ type: 'RecordDelivery', orderId, at: now(), now: now() }, from('carrier'));
  return orderId;
};
