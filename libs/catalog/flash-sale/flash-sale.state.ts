import { Map, Set } from 'immutable';
import { type FlashSaleEvent } from './flash-sale.events.js';

/** Who has which units of a product's flash sales. */
export interface FlashSaleState {
  /** By order. */
  readonly claims: Map<string, { readonly sale: string; readonly units: number }>;
  /** Units claimed, by the start of the sale. */
  readonly claimed: Map<string, number>;
  /** Orders whose claim was given back: they claim no more. */
  readonly ended: Set<string>;
}

export const initialState: FlashSaleState = { claims: Map(), claimed: Map(), ended: Set() };

/** Units of a sale that nobody has claimed. */
export const unitsLeft = (state: FlashSaleState, sale: string, quantity: number): number =>
  Math.max(0, quantity - state.claimed.get(sale, 0));

export const evolve = (state: FlashSaleState, event: FlashSaleEvent): FlashSaleState => {
  const { orderId } = event.data;
  if (event.type === 'FlashSaleUnitsClaimed') {
    const { sale, units } = event.data;
    const claimed = state.claimed.update(sale, 0, (sum) => sum + units);
    return { ...state, claims: state.claims.set(orderId, { sale, units }), claimed };
  }
  const claim = state.claims.get(orderId)!;
  return {
    claims: state.claims.delete(orderId),
    claimed: state.claimed.update(claim.sale, 0, (sum) => sum - claim.units),
    ended: state.ended.add(orderId),
  };
};
