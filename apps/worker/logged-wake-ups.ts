import { Unavailable, currentTraceId } from '#event-sourcing';
import { type Logger } from '#http-api';

type Handlers<Kind extends string> = Readonly<Record<Kind, (orderId: string) => Promise<unknown>>>;

/** Handlers that do the same, and say when something went wrong that nobody foresaw. What is merely away is counted alone. */
export const logged = <Kind extends string>(handlers: Handlers<Kind>, logger: Logger): Handlers<Kind> => {
  const each = Object.entries<(orderId: string) => Promise<unknown>>(handlers);
  const saying = (kind: string, handle: (orderId: string) => Promise<unknown>) => async (orderId: string) => {
    try {
      return await handle(orderId);
    } catch (error) {
      const traceId = currentTraceId();
      const { name, message } = error as Error;
      if (!(error instanceof Unavailable))
        logger.error(
          { kind, correlationId: orderId, ...(traceId && { traceId }), reason: `${name}: ${message}` },
          'a wake-up failed: it is tried again',
        );
      throw error;
    }
  };
  return Object.fromEntries(each.map(([kind, handle]) => [kind, saying(kind, handle)])) as unknown as Handlers<Kind>;
};
