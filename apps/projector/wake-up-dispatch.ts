import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { type WakeUpQueue } from '#bullmq';
import { type OrderWakeUps, jobsOf } from '#fulfillment';
import { owedWakeUps } from '#operations';

const SWEEP_EVERY_MS = 5000;

/**
 * Turns the wake-ups that orders are owed into jobs: at once when an event sets them, all of them when the view has
 * caught up, and by a sweep those that are due and whose job was lost.
 */
export class WakeUpDispatch {
  private caughtUp = false;

  constructor(
    private readonly redis: Redis,
    private readonly queue: WakeUpQueue,
  ) {}

  /** To be told of every page that was written. */
  readonly written = async (changed: ReadonlyMap<string, OrderWakeUps | undefined>, live: boolean): Promise<void> => {
    if (live && !this.caughtUp) await this.sweep('+inf');
    else if (live) await this.dispatch([...changed.values()]);
    this.caughtUp = live;
  };

  async sweepRegularly(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(SWEEP_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (this.caughtUp) await this.sweep(String(Date.now())).catch(() => undefined);
    }
  }

  private async sweep(dueUntil: string): Promise<void> {
    for await (const orders of owedWakeUps(this.redis, dueUntil)) await this.dispatch(orders);
  }

  private dispatch(orders: readonly (OrderWakeUps | undefined)[]): Promise<void> {
    return this.queue.add(
      orders.flatMap((order) => (order ? jobsOf(order) : [])),
      Date.now(),
    );
  }
}
