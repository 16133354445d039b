import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Unavailable } from '#event-sourcing';

export const QUEUE = 'wake-ups';
/** A job that does nothing: that it is done shows that jobs are. */
const CANARY = 'canary';

/** What a job carries. */
export interface WakeUpData {
  readonly orderId: string;
}

/** A wake-up as a job: ids only, never what is true. */
export interface WakeUpJob {
  readonly kind: string;
  /** Names the event that triggered it: the same event, the same job. */
  readonly id: string;
  readonly orderId: string;
  /** When to wake up. */
  readonly at: string;
}

/** Connections of BullMQ wait for Redis, however long it is away. */
export const connection = (url: string) => {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => Math.min(50 * 2 ** tries, 1000),
  });
  redis.on('error', () => undefined);
  return redis;
};

const MOST_TRIES = 1_000_000;
export const prefix = '{complet}';

/** Where wake-ups are put. Putting one that is there already changes nothing. */
export class WakeUpQueue {
  private readonly redis: Redis;
  private readonly queue: Queue<WakeUpData, void, string>;

  constructor(url: string) {
    this.redis = connection(url);
    this.queue = new Queue(QUEUE, { connection: this.redis, prefix });
    this.queue.on('error', () => undefined);
  }

  async add(jobs: readonly WakeUpJob[], nowMs: number): Promise<void> {
    const bulk = jobs.map(({ kind, id, orderId, at }) => ({
      name: kind,
      data: { orderId },
      opts: {
        jobId: id,
        delay: Math.max(0, Date.parse(at) - nowMs),
        attempts: MOST_TRIES,
        backoff: { type: 'custom' },
        removeOnComplete: true,
      },
    }));
    for (let from = 0; from < bulk.length; from += 1000) await this.queue.addBulk(bulk.slice(from, from + 1000));
  }

  /** Sends a job that does nothing, before all that wait; resolves once a worker has done it. @throws Unavailable */
  async sendCanary(withinMs: number): Promise<void> {
    if (this.redis.status !== 'ready') throw new Unavailable('Redis', `the connection is ${this.redis.status}`);
    const until = performance.now() + withinMs;
    const opts = { jobId: `${CANARY}-${randomUUID()}`, lifo: true, removeOnComplete: { age: 60 }, removeOnFail: true };
    const job = await this.queue.add(CANARY, { orderId: '' }, opts);
    for (let pauseMs = 5; (await job.getState()) !== 'completed'; pauseMs = Math.min(2 * pauseMs, 100)) {
      if (performance.now() > until) {
        await job.remove().catch(() => undefined);
        throw new Unavailable('worker', `no worker did a job within ${withinMs} ms`);
      }
      await delay(pauseMs);
    }
  }

  async close(): Promise<void> {
    await this.queue.close().catch(() => undefined);
    this.redis.disconnect();
  }
}

/**
 * Wakes up: calls the handler of a job's kind when it is due, again with growing pauses (200 ms to 30 s) while it throws.
 * The handler asks the decider what is true now.
 */
export const startWakeUps = <Kind extends string>(
  url: string,
  handlers: Readonly<Record<Kind, (orderId: string) => Promise<unknown>>>,
  concurrency: number,
): { close(): Promise<void> } => {
  const redis = connection(url);
  const worker = new Worker<WakeUpData, void, Kind>(
    QUEUE,
    async ({ name, data }) => {
      if (name !== CANARY) await handlers[name](data.orderId);
    },
    {
      connection: redis,
      prefix,
      concurrency,
      lockDuration: 15_000,
      stalledInterval: 5_000,
      maxStalledCount: MOST_TRIES,
      settings: { backoffStrategy: (tries) => Math.min(200 * 2 ** (tries - 1), 30_000) },
    },
  );
  worker.on('error', () => undefined);
  return {
    close: async () => {
      await worker.close().catch(() => undefined);
      redis.disconnect();
    },
  };
};
