import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { type WakeUpQueue } from '#bullmq';
import { type OrderWakeUps, jobsOf, type wakeUpsProjection } from '#fulfillment';
import { viewKeys } from '#redis';

const SWEEP_EVERY_MS = 5000;
const PAGE = 1000;

/**
 * Turns the wake-ups that orders are owed into jobs: at once when an event sets them, all of them when the view has
 * caught up, and by a sweep those that are due and whose job was lost.
 */
export class WakeUpDispatch {
  private caughtUp = false;
  private readonly keys;

  constructor(
    private readonly redis: Redis,
    private readonly queue: WakeUpQueue,
    projection: ReturnType<typeof wakeUpsProjection>,
  ) {
    this.keys = viewKeys(projection);
  }

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
    const due = this.keys.index('due');
    for (let offset = 0; ; offset += PAGE) {
      const orderIds = await this.redis.zrangebyscore(due, '-inf', dueUntil, 'LIMIT', offset, PAGE);
      if (orderIds.length === 0) return;
      const texts = await this.redis.hmget(this.keys.docs, ...orderIds);
      await this.dispatch(texts.map((text) => (text ? (JSON.parse(text) as OrderWakeUps) : undefined)));
    }
  }

  private dispatch(orders: readonly (OrderWakeUps | undefined)[]): Promise<void> {
    return this.queue.add(
      orders.flatMap((order) => (order ? jobsOf(order) : [])),
      Date.now(),
    );
  }
}
