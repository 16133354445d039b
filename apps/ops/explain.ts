import { type QueuePlace, explain } from '#inspection';
import { stockStream, stocksOn } from '#inventory';
import { missingItems } from '#ordering';
import { type RunningSystem } from './system.js';
import { type Verb } from './verb.js';

/** Why an order is where it is. */
export const explainOrder: Verb<object> = {
  name: 'explain',
  takes: '<order>',
  does: 'Why an order is not shipped, what moves it on, and what ends it if nothing does.',
  example: 'explain C-8Z3K-Q0DM-71TV',
  run: async (system, _, idOrNumber) => {
    const order = await system.order(idOrNumber);
    const places = await Promise.all(missingItems(order).map(({ sku }) => placeOf(system, sku, order.orderId)));
    const sentences = explain(order, places, new Date().toISOString());
    const { orderId, orderNumber, status } = order;
    return { json: { orderId, orderNumber, status, because: sentences }, text: `${status}\n${sentences.join('\n')}` };
  },
};

const placeOf = async (system: RunningSystem, sku: string, orderId: string): Promise<QueuePlace> => {
  const { state } = await stocksOn(system.store).load(stockStream({ sku }));
  let unitsAhead = 0;
  for (const other of state.queue) {
    if (other === orderId) break;
    const claim = state.claims.get(other);
    unitsAhead += claim ? claim.wanted - claim.held : 0;
  }
  return { sku, free: state.free, unitsAhead };
};
