import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  propagation,
  trace,
} from '@opentelemetry/api';
import { type EventStore } from './event-store.port.js';

/**
 * What traces of an order are made with (ADR 0013). Without an SDK, which `libs/tracing` starts where it is asked for, every
 * function here does what it is given and nothing else.
 */
let isOn = false;
export const turnTracesOn = (): void => void (isOn = true);
export const tracesAreOn = (): boolean => isOn;

const tracer = () => trace.getTracer('complet');

export type SpanRole = 'server' | 'client' | 'consumer' | 'internal';
const KINDS: Readonly<Record<SpanRole, SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

export interface SpanOptions {
  readonly role?: SpanRole;
  /** W3C `traceparent` of what this goes on from; the span that is active links to it then. The active span when left out. */
  readonly parent?: string | undefined;
  /** Ids, kinds and codes: never anything of a person. */
  readonly attributes?: Attributes;
}

/** W3C `traceparent` of the span that is active; undefined where there is none. */
export const currentTrace = (): string | undefined => (isOn ? traceparentOf(context.active()) : undefined);

/** Of the span that is active: what its log lines name. */
export const currentTraceId = (): string | undefined =>
  isOn ? trace.getSpanContext(context.active())?.traceId : undefined;

/** Acts in a span of its own, which ends with it. */
export const inSpan = async <T>(name: string, options: SpanOptions, act: () => Promise<T>): Promise<T> => {
  if (!isOn) return act();
  const span = startSpan(name, options);
  try {
    return await context.with(trace.setSpan(context.active(), span), act);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name });
    throw error;
  } finally {
    span.end();
  }
};

/** Acts in a span that goes on from a stream's newest event: all that is done about an order is one trace. */
export const inTraceOf = async <T>(
  store: Pick<EventStore, 'readLast'>,
  stream: string,
  name: string,
  options: Omit<SpanOptions, 'parent'>,
  act: () => Promise<T>,
): Promise<T> => {
  if (!isOn) return act();
  const newest = await store.readLast(stream).catch(() => undefined);
  return inSpan(name, { ...options, parent: newest?.metadata.traceparent }, act);
};

/** A span for what has been done since then (milliseconds since the epoch). */
export const noteSpan = (name: string, options: SpanOptions, sinceMs: number): void =>
  startSpan(name, options, sinceMs).end();

/** A span that its caller ends. */
export const startSpan = (name: string, { role = 'internal', parent, attributes }: SpanOptions, startTime?: number) => {
  const active = context.active();
  const from = parent === undefined ? active : contextOf(parent);
  const here = trace.getSpanContext(active);
  const isElsewhere = here && here.traceId !== trace.getSpanContext(from)?.traceId;
  return tracer().startSpan(
    name,
    {
      kind: KINDS[role],
      ...(attributes && { attributes }),
      ...(startTime !== undefined && { startTime }),
      ...(isElsewhere && { links: [{ context: here }] }),
    },
    from,
  );
};

const contextOf = (traceparent: string): Context => propagation.extract(ROOT_CONTEXT, { traceparent });

const traceparentOf = (from: Context): string | undefined => {
  const carrier: { traceparent?: string } = {};
  propagation.inject(from, carrier);
  return carrier.traceparent;
};
