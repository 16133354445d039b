import { type EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { type EventStore } from '#event-sourcing';
import { ORDER_STREAMS, orderStream } from '#ordering';
import { forEachInFlight } from './rounds.js';
import { SeededOrder } from './seeded-order.js';

/** Orders under way at once: this far apart are an order's first events and its last. */
const UNDER_WAY = 1000;

/** Whole lives of orders, a multiple of 1,000. @returns how many events there are. */
export const seedLives = async (store: EventStore, lives: number): Promise<number> => {
  let events = 0;
  for (let done = 0; done < lives; done += UNDER_WAY) {
    const orders = Array.from({ length: UNDER_WAY }, (_, index) => {
      return new SeededOrder(
        [0, 1, 2].map((line) => ({ sku: `PHONE-${(index + 7 * line) % 50}`, quantity: 1 + line })),
      );
    });
    const append = (step: 'held' | 'delivered', from: (seen: number) => 'no-stream' | number) =>
      forEachInFlight(UNDER_WAY, async (index) => {
        const sealed = orders[index]![step]();
        events += sealed.length;
        await store.append(orderStream(orders[index]!), from(sealed.length), sealed);
      });
    await append('held', () => 'no-stream');
    await append('delivered', () => 2);
  }
  return events;
};

/** @returns events a second. */
export const rateOf = async (events: number, act: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await act();
  return (events * 1000) / (performance.now() - startedAt);
};

/** A catch-up subscription that counts, until it has seen so many. */
export const count = (client: EventStoreDBClient, events: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let seen = 0;
    const filter = streamNameFilter({ prefixes: [ORDER_STREAMS] });
    const subscription = client.subscribeToAll({ fromPosition: START, filter }).on('error', reject);
    subscription.on('data', () => {
      if (++seen === events) subscription.unsubscribe().then(resolve, reject);
    });
  });
