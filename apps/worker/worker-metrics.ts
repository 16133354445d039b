import { Counter, Histogram } from 'prom-client';
import { type WakeUpJobs } from '#bullmq';
import { Unavailable } from '#event-sourcing';
import { scrapedGauge } from '#http-api';
import { type Handlers, around } from './around-wake-ups.js';

const wakeUps = new Counter({
  name: 'complet_wake_ups_total',
  help: 'Wake-ups handled, by kind and what came of each: done, unavailable (a part was away), failed; the last two are tried again.',
  labelNames: ['kind', 'outcome'],
});
const durationSeconds = new Histogram({
  name: 'complet_wake_up_duration_seconds',
  help: 'Time that the handling of a wake-up took, by kind.',
  labelNames: ['kind'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** Handlers that do the same, and are counted and timed. */
export const measured = <Kind extends string>(handlers: Handlers<Kind>): Handlers<Kind> =>
  around(handlers, async (kind, handle) => {
    const stop = durationSeconds.startTimer({ kind });
    try {
      const result = await handle();
      wakeUps.inc({ kind, outcome: 'done' });
      return result;
    } catch (error) {
      wakeUps.inc({ kind, outcome: error instanceof Unavailable ? 'unavailable' : 'failed' });
      throw error;
    } finally {
      stop();
    }
  });

/** What waits in the queue, asked for at each scrape. Every worker shows the same: it is the queue's, not its own. */
export const showQueue = (queue: Pick<WakeUpJobs, 'figures'>): void => {
  scrapedGauge({
    name: 'complet_jobs',
    help: 'Jobs in the queue of wake-ups by state: waiting (due), active, delayed (to come, or to be tried again), failed.',
    labelNames: ['state'],
    read: async () => {
      const { counts } = await queue.figures(Date.now());
      return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
    },
  });
  scrapedGauge({
    name: 'complet_jobs_oldest_waiting_seconds',
    help: 'How long the job that is due has waited that has waited longest; 0 where none waits.',
    read: async () => [{ value: ((await queue.figures(Date.now())).oldestWaitingMs ?? 0) / 1000 }],
  });
};
