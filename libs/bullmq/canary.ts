import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable } from '#event-sourcing';
import { type WakeUpQueue } from './wake-up-queue.js';

export interface CanaryOptions {
  /** Between the return of one and the sending of the next (default 3,000). */
  readonly everyMs?: number;
  /** One that takes longer is lost (default 5,000). */
  readonly withinMs?: number;
}

/**
 * Sends jobs that do nothing through the queue, one after the other: what shows that jobs are done is that one was. Any worker
 * of the queue may do it, so it tells of the queue and its workers together.
 */
export class Canary {
  private readonly stopping = new AbortController();
  private readonly everyMs: number;
  private readonly withinMs: number;
  private readonly flying: Promise<void>;
  private returnedAt: number | undefined;
  private tookMs = 0;

  constructor(
    private readonly queue: Pick<WakeUpQueue, 'sendCanary'>,
    { everyMs = 3000, withinMs = 5000 }: CanaryOptions = {},
  ) {
    [this.everyMs, this.withinMs] = [everyMs, withinMs];
    this.flying = this.fly();
  }

  /** From memory, so at once. @throws Unavailable if the last one that came back did so too long ago */
  check(): Promise<{ readonly tookMs: number }> {
    const silentMs = this.returnedAt === undefined ? undefined : performance.now() - this.returnedAt;
    if (silentMs !== undefined && silentMs <= this.everyMs + 2 * this.withinMs)
      return Promise.resolve({ tookMs: this.tookMs });
    const why =
      silentMs === undefined ? 'no canary has come back yet' : `none came back for ${Math.round(silentMs)} ms`;
    return Promise.reject(new Unavailable('worker', why));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.flying;
  }

  private async fly(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const sentAt = performance.now();
      // While Redis is away a request to it may wait for ever.
      const inTime = delay(2 * this.withinMs, 'lost' as const, { signal }).catch(() => 'lost' as const);
      const sent = this.queue.sendCanary(this.withinMs).then(
        () => 'returned' as const,
        () => 'lost' as const,
      );
      const returned = (await Promise.race([sent, inTime])) === 'returned';
      if (returned) {
        this.returnedAt = performance.now();
        this.tookMs = Math.round(this.returnedAt - sentAt);
      }
      await delay(returned ? this.everyMs : 100, undefined, { signal }).catch(() => undefined);
    }
  }
}
