import { type Product } from './product.events.js';

export interface PutProduct {
  readonly type: 'PutProduct';
  readonly product: Product;
  readonly now: string;
}
