import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';

const TTL_MS = 5000;

/**
 * Takes a lease that is free or ours. KEYS: lease, fence. ARGV: token, ttl in ms. Out: the fencing number, or nil if it is
 * somebody else's. Numbers only rise, even after Redis has forgotten the last: they are at least its clock's microseconds.
 */
const TAKE = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return nil end
local time = redis.call('TIME')
local clock = tonumber(time[1]) * 1000000 + tonumber(time[2])
local number = string.format('%.0f', math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, clock))
redis.call('SET', KEYS[2], number)
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return number`;

/** Prolongs a lease: 1, or 0 if it was taken by another or Redis lost it. KEYS: lease, fence. ARGV: token, ttl, number. */
const PROLONG = `
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** Gives a lease back if it is ours. KEYS: lease. ARGV: token. */
const LET_GO = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** Proof of leading: a writer that shows an older number than the fence's was overtaken, whatever it believes. */
export interface Fence {
  readonly key: string;
  readonly number: string;
}

/** Of `tag/rest`, the tag alone says which slot of a cluster the keys are in. */
export const leaseKeys = (name: string) => {
  const [tag, ...rest] = name.split('/');
  const prefix = ['complet:{' + tag! + '}', ...rest].join(':');
  return { lease: `${prefix}:lease`, fence: `${prefix}:fence` };
};

/** One holder at a time of a name: taken with a fencing number, prolonged while it is held. */
class Lease {
  private readonly keys: ReturnType<typeof leaseKeys>;
  private readonly token = randomUUID();

  constructor(
    private readonly redis: Redis,
    name: string,
  ) {
    this.keys = leaseKeys(name);
  }

  /** Undefined if another holds it. @throws if Redis is away */
  async take(): Promise<Fence | undefined> {
    const { lease, fence } = this.keys;
    const number = (await this.redis.eval(TAKE, 2, lease, fence, this.token, TTL_MS)) as string | null;
    return number === null ? undefined : { key: fence, number };
  }

  /** Prolongs it until `signal` aborts; aborts `lost` as soon as it may be another's. */
  async keep({ number }: Fence, lost: AbortController, signal: AbortSignal): Promise<void> {
    const { lease, fence } = this.keys;
    for (let sureUntil = performance.now() + TTL_MS; !signal.aborted;) {
      await delay(TTL_MS / 5, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const askedAt = performance.now();
      const asked = this.redis.eval(PROLONG, 2, lease, fence, this.token, TTL_MS, number).catch(() => undefined);
      const held = await Promise.race([asked, delay(Math.max(sureUntil - askedAt, 0), undefined, { ref: false })]);
      if (held === 1) sureUntil = askedAt + TTL_MS;
      if (held === 0 || performance.now() >= sureUntil) lost.abort();
    }
  }

  async letGo(): Promise<void> {
    await this.redis.eval(LET_GO, 1, this.keys.lease, this.token).catch(() => undefined);
  }
}

/**
 * Keeps work that one process does at a time with one process: `work` runs while the lease of this name is held, its
 * signal aborts when the lease is lost, and the lease is tried for again until `signal` aborts. Another takes over from a
 * holder that died within five seconds. Never throws: what `work` throws ends that turn (`failed` is told), not the trying.
 */
export const whileLeading = async (
  redis: Redis,
  name: string,
  signal: AbortSignal,
  work: (leading: AbortSignal, fence: Fence) => Promise<void>,
  failed: (error: unknown) => void = (error) => console.error(`${name}: ${String(error)}`),
): Promise<void> => {
  const lease = new Lease(redis, name);
  while (!signal.aborted) {
    const fence = await lease.take().catch(() => undefined);
    if (fence) {
      const lost = new AbortController();
      const leading = AbortSignal.any([signal, lost.signal]);
      const done = new AbortController();
      const keeping = lease.keep(fence, lost, AbortSignal.any([leading, done.signal]));
      await work(leading, fence).catch(failed);
      done.abort();
      await keeping;
      await lease.letGo();
    }
    await delay(TTL_MS / 10, undefined, { signal }).catch(() => undefined);
  }
};
