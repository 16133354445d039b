import { setTimeout as delay } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { turnTracesOn } from '#event-sourcing';
import { type TracesConfig } from './config.js';

const SEND_EVERY_MS = 1000;
const SEND_WITHIN_MS = 10_000;
/** A collector that does not answer keeps no process from stopping in time. */
const END_WITHIN_MS = 3000;

/** Makes traces from now on and sends them to a collector. @returns what sends the last of them and ends it */
export const startTraces = (service: string, { endpoint, ratio }: TracesConfig): (() => Promise<void>) => {
  const exporter = new OTLPTraceExporter({ url: new URL('v1/traces', `${endpoint.replace(/\/$/, '')}/`).href });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'complet' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: SEND_EVERY_MS, exportTimeoutMillis: SEND_WITHIN_MS }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  turnTracesOn();
  return () =>
    Promise.race([provider.shutdown().catch(() => undefined), delay(END_WITHIN_MS, undefined, { ref: false })]);
};
