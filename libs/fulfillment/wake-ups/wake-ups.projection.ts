import { type RecordedEvent } from '#event-sourcing';
import { orderIdOf, type OrderEvent, ORDER_STREAMS, orderEvents } from '#ordering';
import { type OrderWakeUps, type WakeUpPolicy, evolveWakeUps } from './wake-ups.js';

/** The wake-ups that every order is owed, found by when they are due: jobs that Redis lost are made again from it. */
export const wakeUpsProjection = (policy: WakeUpPolicy) => {
  const evolve = evolveWakeUps(policy);
  return {
    name: 'wake-ups',
    version: 1,
    streamPrefixes: [ORDER_STREAMS],
    catalog: orderEvents,
    keyOf: ({ stream }: { readonly stream: string }) => orderIdOf(stream),
    evolve: (before: OrderWakeUps | undefined, event: RecordedEvent<OrderEvent>): OrderWakeUps | undefined => {
      const after = evolve(before, event as unknown as OrderEvent, orderIdOf(event.stream), event.revision);
      const isOver = event.type === 'Delivered' || (event.type === 'AuthorisationVoided' && !after.authorisation);
      return isOver && Object.keys(after.due).length === 0 ? undefined : after;
    },
    indexes: ({ due }: OrderWakeUps): Record<string, number> => {
      const times = Object.values(due).map((at) => Date.parse(at));
      return times.length === 0 ? {} : { due: Math.min(...times) };
    },
  };
};
