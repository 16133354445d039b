import { type EventStore } from '#event-sourcing';
import { inOrderTrace } from '#ordering';
import { type Handlers, around } from './around-wake-ups.js';

/** Handlers that do the same, each time in a span of its order's trace. */
export const traced = <Kind extends string>(handlers: Handlers<Kind>, store: EventStore): Handlers<Kind> =>
  around(handlers, (kind, handle, orderId) => inOrderTrace(store, orderId, `wake-up: ${kind}`, handle, 'consumer'));
