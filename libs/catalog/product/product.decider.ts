import { isDeepStrictEqual } from 'node:util';
import { type Decider } from '#event-sourcing';
import { type PutProduct } from './product.commands.js';
import { type ProductEvent } from './product.events.js';
import { type ProductState, evolve, initialState } from './product.state.js';

const decide = ({ product, now }: PutProduct, known: ProductState): readonly ProductEvent[] => {
  if (!known) return [{ type: 'ProductListed', data: { product, listedAt: now } }];
  return isDeepStrictEqual(known, product) ? [] : [{ type: 'ProductChanged', data: { product, changedAt: now } }];
};

export const productDecider: Decider<ProductState, PutProduct, ProductEvent> = { initialState, decide, evolve };
