import { type EventStore, GENESIS, type LogPosition, newCommand, seal } from '#event-sourcing';
import { type StockClaimed, stockEvents, stockStream } from '#inventory';
import { orderStream } from '#ordering';
import { forEachInFlight } from './rounds.js';
import { SeededOrder } from './seeded-order.js';

const BATCH = 1000;

/** Orders of one unit of the SKU, all waiting for it. @returns where the log ends. */
export const holdOrders = async (store: EventStore, sku: string, orders: number): Promise<LogPosition> => {
  let link = GENESIS;
  let end: LogPosition | undefined;
  for (let done = 0; done < orders; done += BATCH) {
    const claims: { orderId: string; quantity: number }[] = [];
    await forEachInFlight(Math.min(BATCH, orders - done), async () => {
      const order = new SeededOrder([{ sku, quantity: 1 }]);
      claims.push({ orderId: order.orderId, quantity: 1 });
      await store.append(orderStream(order), 'no-stream', order.held());
    });
    const claimedAt = new Date().toISOString();
    const claimed: StockClaimed = { type: 'StockClaimed', data: { sku, claims, served: false, claimedAt } };
    const sealed = seal([claimed], link, newCommand('bench'), stockEvents);
    const expected = done === 0 ? 'no-stream' : done / BATCH - 1;
    end = (await store.append(stockStream({ sku }), expected, sealed)).position;
    link = sealed[0]!.metadata.link;
  }
  return end!;
};
