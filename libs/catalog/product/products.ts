import { CommandHandler, type EventStore, FreshStateReader } from '#event-sourcing';
import { type PutProduct } from './product.commands.js';
import { productDecider } from './product.decider.js';
import { type ProductEvent, productEvents } from './product.events.js';
import { type ProductState } from './product.state.js';
import { PRODUCT_STREAMS, productStream } from './product.stream.js';

export type Products = CommandHandler<ProductState, PutProduct, ProductEvent>;
export type ProductReader = FreshStateReader<ProductState, ProductEvent>;

export const productsOn = (store: EventStore): Products =>
  new CommandHandler({
    store,
    decider: productDecider,
    catalog: productEvents,
    streamOf: ({ product }) => productStream(product.sku),
  });

export const productReaderOn = (store: EventStore): ProductReader =>
  new FreshStateReader({ store, decider: productDecider, catalog: productEvents, streamPrefix: PRODUCT_STREAMS });
