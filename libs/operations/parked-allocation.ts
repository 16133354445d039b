import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { type Parked } from '#fulfillment';
import { leaseKeys } from '#redis';

/** The lease that the allocation runs under. */
export const ALLOCATION = 'fulfillment';
/** What it is called where parked documents are named by their view. */
export const ALLOCATION_NAME = 'allocation';
const KEY = 'complet:{fulfillment}:parked';
const RESTARTS_WITHIN_MS = 10_000;

/**
 * Steps of the allocation that could not be carried out, where operations see them. Whoever leads begins with none, and finds in
 * the log what is still owed. Every method @throws where Redis is away
 */
export class ParkedAllocation {
  constructor(private readonly redis: Redis) {}

  async note({ subject, reason }: Parked): Promise<void> {
    await this.redis.hset(KEY, subject, reason);
  }

  async list(): Promise<Parked[]> {
    return Object.entries(await this.redis.hgetall(KEY)).map(([subject, reason]) => ({ subject, reason }));
  }

  async clear(): Promise<void> {
    await this.redis.del(KEY);
  }

  /** Has the allocation begin again: takes the lead from whoever has it, and waits until it was taken anew. */
  async restart(): Promise<void> {
    const { fence } = leaseKeys(ALLOCATION);
    await this.redis.del(fence);
    for (let waitedMs = 0; (await this.redis.exists(fence)) === 0; waitedMs += 50) {
      if (waitedMs > RESTARTS_WITHIN_MS) throw new Error('no projector takes up the allocation: is one running?');
      await delay(50);
    }
  }
}
