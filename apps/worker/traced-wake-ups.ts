import { type EventStore, inTraceOf } from '#event-sourcing';
import { orderStream } from '#ordering';

type Handlers<Kind extends string> = Readonly<Record<Kind, (orderId: string) => Promise<unknown>>>;

/** Handlers that do the same, each time in a span of its order's trace. */
export const traced = <Kind extends string>(handlers: Handlers<Kind>, store: EventStore): Handlers<Kind> => {
  const each = Object.entries<(orderId: string) => Promise<unknown>>(handlers);
  const inTrace = (kind: string, handle: (orderId: string) => Promise<unknown>) => (orderId: string) => {
    const options = { role: 'consumer', attributes: { 'complet.order': orderId } } as const;
    return inTraceOf(store, orderStream({ orderId }), `wake-up: ${kind}`, options, () => handle(orderId));
  };
  return Object.fromEntries(each.map(([kind, handle]) => [kind, inTrace(kind, handle)])) as unknown as Handlers<Kind>;
};
