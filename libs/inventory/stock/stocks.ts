import { CommandHandler, type EventStore } from '#event-sourcing';
import { type StockCommand } from './stock.commands.js';
import { stockDecider } from './stock.decider.js';
import { type StockEvent, stockEvents } from './stock.events.js';
import { type Stock } from './stock.state.js';
import { stockStream } from './stock.stream.js';

export type Stocks = CommandHandler<Stock, StockCommand, StockEvent>;

/** The stock of every SKU of a store. `cachedStreams`: how many are kept in memory. */
export const stocksOn = (store: EventStore, cachedStreams = 20_000): Stocks =>
  new CommandHandler({ store, decider: stockDecider, catalog: stockEvents, streamOf: stockStream, cachedStreams });
