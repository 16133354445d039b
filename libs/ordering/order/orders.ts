import { CommandHandler, type EventStore } from '#event-sourcing';
import { type OrderCommand } from './order.commands.js';
import { orderDecider } from './order.decider.js';
import { type OrderEvent, orderEvents } from './order.events.js';
import { type OrderState } from './order.state.js';
import { orderStream } from './order.stream.js';

export type Orders = CommandHandler<OrderState, OrderCommand, OrderEvent>;

/** The orders of a store. `cachedStreams`: how many are kept in memory. */
export const ordersOn = (store: EventStore, cachedStreams = 10_000): Orders =>
  new CommandHandler({
    store,
    decider: orderDecider,
    catalog: orderEvents,
    streamOf: orderStream,
    opensStream: ({ type }) => type === 'PlaceOrder',
    cachedStreams,
  });
