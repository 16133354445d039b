import { CommandHandler, type EventStore } from '#event-sourcing';
import { type OrderCommand } from './order.commands.js';
import { orderDecider } from './order.decider.js';
import { orderNotFound } from './order.errors.js';
import { type OrderEvent, orderEvents } from './order.events.js';
import { type Order, type OrderState, orderOf } from './order.state.js';
import { orderStream } from './order.stream.js';

export type Orders = CommandHandler<OrderState, OrderCommand, OrderEvent>;

/** An order as its stream tells it. @throws NotFound if there is none, Unavailable */
export const knownOrder = async (
  orders: Pick<Orders, 'load'>,
  orderId: string,
): Promise<{ readonly order: Order; readonly revision: number }> => {
  const { state, revision } = await orders.load(orderStream({ orderId }));
  const order = orderOf(state);
  if (!order) throw orderNotFound(orderId);
  return { order, revision };
};

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
