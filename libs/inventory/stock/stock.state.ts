import { List, Map, Set } from 'immutable';
import { type StockEvent } from './stock.events.js';

export interface HeldClaim {
  readonly wanted: number;
  readonly held: number;
}

/** A SKU's units, and the queue of the orders that claim them. Persistent collections: a queue of 100,000 costs no more to evolve than one of ten. */
export interface Stock {
  /** Units by receipt id. */
  readonly receipts: Map<string, number>;
  /** Units in the warehouse that no order holds. */
  readonly free: number;
  readonly claims: Map<string, HeldClaim>;
  /** Orders not yet served in full, first-registered first; may begin with none that still waits. */
  readonly queue: List<string>;
  /** Orders whose claim has ended, shipped or given back: they claim no more. */
  readonly ended: Set<string>;
}

export const initialState: Stock = { receipts: Map(), free: 0, claims: Map(), queue: List(), ended: Set() };

export const isWaiting = (claim: HeldClaim | undefined): claim is HeldClaim =>
  claim !== undefined && claim.held < claim.wanted;

export const evolve = (stock: Stock, event: StockEvent): Stock => {
  switch (event.type) {
    case 'StockReceived': {
      const { receiptId, quantity } = event.data;
      return { ...stock, receipts: stock.receipts.set(receiptId, quantity), free: stock.free + quantity };
    }
    case 'StockClaimed': {
      const { claims } = event.data;
      return {
        ...stock,
        claims: stock.claims.withMutations((map) =>
          claims.forEach(({ orderId, quantity }) => map.set(orderId, { wanted: quantity, held: 0 })),
        ),
        queue: stock.queue.push(...claims.map(({ orderId }) => orderId)),
      };
    }
    case 'StockAllocated': {
      const { allocations } = event.data;
      const claims = stock.claims.withMutations((map) =>
        allocations.forEach(({ orderId, held }) => map.update(orderId, (claim) => ({ ...claim!, held }))),
      );
      const given = allocations.reduce((units, { quantity }) => units + quantity, 0);
      return { ...stock, claims, free: stock.free - given, queue: withoutServed(stock.queue, claims) };
    }
    case 'ClaimsReleased': {
      const units = event.data.releases.reduce((sum, { quantity }) => sum + quantity, 0);
      const ended = end(stock, event.data.releases);
      return { ...ended, free: ended.free + units };
    }
    case 'StockIssued':
      return end(stock, event.data.issues);
  }
};

const end = (stock: Stock, orders: readonly { readonly orderId: string }[]): Stock => {
  const orderIds = orders.map(({ orderId }) => orderId);
  const claims = stock.claims.deleteAll(orderIds);
  return { ...stock, claims, ended: stock.ended.union(orderIds), queue: withoutServed(stock.queue, claims) };
};

const withoutServed = (queue: List<string>, claims: Stock['claims']): List<string> => {
  let served = 0;
  for (const orderId of queue) {
    if (isWaiting(claims.get(orderId))) break;
    served++;
  }
  return served === 0 ? queue : queue.skip(served).toList();
};
