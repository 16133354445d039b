import { Histogram, collectDefaultMetrics } from 'prom-client';

let requestSeconds: Histogram<'method' | 'route' | 'status'> | undefined;

/** Measures a request in the default registry, and begins to collect the process's own metrics before the first. */
export const observeRequest = (method: string, route: string, status: number, elapsedMs: number): void =>
  histogram().observe({ method, route, status }, elapsedMs / 1000);

/** One registry a process, however many apps it starts (in tests). */
const histogram = () => {
  if (requestSeconds) return requestSeconds;
  collectDefaultMetrics();
  requestSeconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  });
  return requestSeconds;
};
