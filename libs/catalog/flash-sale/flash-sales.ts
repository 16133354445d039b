import { CommandHandler, type EventStore } from '#event-sourcing';
import { type FlashSaleCommand } from './flash-sale.commands.js';
import { flashSaleDecider } from './flash-sale.decider.js';
import { type FlashSaleEvent, flashSaleEvents } from './flash-sale.events.js';
import { type FlashSaleState } from './flash-sale.state.js';
import { flashSaleStream } from './flash-sale.stream.js';

export type FlashSales = CommandHandler<FlashSaleState, FlashSaleCommand, FlashSaleEvent>;

/** The flash sales of a store, a stream a product. */
export const flashSalesOn = (store: EventStore): FlashSales =>
  new CommandHandler({
    store,
    decider: flashSaleDecider,
    catalog: flashSaleEvents,
    streamOf: flashSaleStream,
    cachedStreams: 1000,
    takeTurns: true,
    maxTries: 50,
  });
