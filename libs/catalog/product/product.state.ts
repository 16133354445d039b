import { type Product, type ProductEvent } from './product.events.js';

/** Undefined: there is no such product. */
export type ProductState = Product | undefined;
export const initialState = undefined as ProductState;

export const evolve = (_: ProductState, { data }: ProductEvent): ProductState => data.product;
