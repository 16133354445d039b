import { Unavailable, currentTraceId } from '#event-sourcing';
import { type Logger } from '#http-api';
import { type Handlers, around } from './around-wake-ups.js';

/** Handlers that do the same, and say when something went wrong that nobody foresaw. What is merely away is counted alone. */
export const logged = <Kind extends string>(handlers: Handlers<Kind>, logger: Logger): Handlers<Kind> =>
  around(handlers, async (kind, handle, correlationId) => {
    try {
      return await handle();
    } catch (error) {
      const traceId = currentTraceId();
      const { name, message } = error as Error;
      if (!(error instanceof Unavailable))
        logger.error(
          { kind, correlationId, ...(traceId && { traceId }), reason: `${name}: ${message}` },
          'a wake-up failed: it is tried again',
        );
      throw error;
    }
  });
