export * from './product/product.commands.js';
export * from './product/product.decider.js';
export * from './product/product.events.js';
export { type ProductState } from './product/product.state.js';
export * from './product/product.stream.js';
export * from './product/products.js';
