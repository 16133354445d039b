import { stockStream, stocksOn } from '#inventory';
import { type Verb, table } from './verb.js';

const MOST_SHOWN = 20;

/** What a SKU has, and who waits for it. */
export const stock: Verb<object> = {
  name: 'stock',
  takes: '<sku>',
  does: 'A SKU’s units: free, held for orders, and the queue of the orders that wait, first-registered first.',
  example: 'stock box-6',
  run: async (system, _, sku) => {
    const { state, revision } = await stocksOn(system.store).load(stockStream({ sku: sku }));
    if (revision === -1) throw new Error(`there is no stock of ${sku}: nothing came in, and nobody ordered it`);
    const claims = [...state.claims].map(([orderId, { wanted, held }]) => ({ orderId, wanted, held }));
    const waiting = [...state.queue].flatMap((orderId) => {
      const claim = state.claims.get(orderId);
      return claim && claim.held < claim.wanted ? [{ orderId, ...claim }] : [];
    });
    const held = claims.reduce((sum, claim) => sum + claim.held, 0);
    const missing = waiting.reduce((sum, claim) => sum + claim.wanted - claim.held, 0);
    const received = [...state.receipts.values()].reduce((sum, units) => sum + units, 0);
    const figures = { sku, received, free: state.free, held, ordersWaiting: waiting.length, unitsMissing: missing };
    const rows = waiting.slice(0, MOST_SHOWN).map((claim) => [claim.orderId, claim.held, claim.wanted]);
    const more = waiting.length > MOST_SHOWN ? `\n… and ${waiting.length - MOST_SHOWN} more` : '';
    const text = `${received} received, ${state.free} free, ${held} held; ${waiting.length} orders wait for ${missing} units`;
    return {
      json: { ...figures, waiting },
      text: rows.length === 0 ? text : `${text}\n${table(['order', 'held', 'wanted'], rows)}${more}`,
    };
  },
};
