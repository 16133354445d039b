import { type EventStore, type SpanRole, inTraceOf } from '#event-sourcing';
import { orderStream } from './order.stream.js';

/** Acts in a span of the order's trace (ADR 0013). */
export const inOrderTrace = <T>(
  store: Pick<EventStore, 'readLast'>,
  orderId: string,
  name: string,
  act: () => Promise<T>,
  role: SpanRole = 'internal',
): Promise<T> =>
  inTraceOf(store, orderStream({ orderId }), name, { role, attributes: { 'complet.order': orderId } }, act);
