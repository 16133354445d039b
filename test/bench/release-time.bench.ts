import { connectEventStore } from '#eventstoredb';
import { Arrivals } from './arrivals.js';
import { holdOrders } from './held-orders.js';
import { interleave } from './rounds.js';
import { withStores } from './stores.js';
import { type Row, costRow } from './table.js';

const SIZES = [1000, 10_000, 100_000];
const ROUNDS = 30;
/** "Flat": ten or a hundred times the orders must not take a quarter more time. */
const FLAT = 1.25;

/** From the receipt of the last unit an order waits for to the order's release, while more and more orders are held. */
export const releaseTime = (): Promise<Row[]> =>
  withStores(async ({ eventStoreUrl: url }) => {
    const [store, receiving] = [connectEventStore({ url }), connectEventStore({ url })];
    let after = { commit: 0n, prepare: 0n };
    for (const size of SIZES) after = await holdOrders(store, `SKU-${size}`, size);
    const arrivals = new Arrivals({ store, receiving, after });
    const measured = await interleave(
      ROUNDS,
      Object.fromEntries(SIZES.map((size) => [size, () => arrivals.receive(`SKU-${size}`, 1)])),
    );
    await arrivals.stop();
    await Promise.all([store.close(), receiving.close()]);
    const [least, ...larger] = SIZES;
    return larger.map((size) => {
      const what = `receipt to release with ${size.toLocaleString('en')} held orders ÷ with ${least!.toLocaleString('en')}`;
      return costRow(what, FLAT, 'ms', measured[size]!, measured[least!]!);
    });
  });
