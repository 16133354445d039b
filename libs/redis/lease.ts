import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';

const TTL_MS = 4000;

/** Prolongs a lease that is ours, or that Redis forgot: 1, or 0 if it is somebody else's. KEYS: lease. ARGV: token, ttl. */
const HOLD = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** Gives a lease back if it is ours. KEYS: lease. ARGV: token. */
const LET_GO = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/**
 * Keeps work that one process does at a time with one process: `work` runs while the lease is held, its signal aborts
 * when it is lost, and it is tried for again until `signal` aborts. A stopped holder loses it after four seconds.
 */
export const whileLeading = async (
  redis: Redis,
  name: string,
  signal: AbortSignal,
  work: (leading: AbortSignal) => Promise<void>,
): Promise<void> => {
  const [key, token] = [`complet:lease:{${name}}`, randomUUID()];
  const hold = () =>
    redis.eval(HOLD, 1, key, token, TTL_MS).then(
      (held) => held === 1,
      () => undefined,
    );
  while (!signal.aborted) {
    if (await hold()) {
      const lost = new AbortController();
      const working = work(AbortSignal.any([signal, lost.signal])).finally(() => lost.abort());
      const keeping = keep(hold, lost, signal);
      await working.catch((error: unknown) => console.error(`${name}: ${String(error)}`));
      await keeping;
      await redis.eval(LET_GO, 1, key, token).catch(() => undefined);
    }
    await delay(TTL_MS / 4, undefined, { signal }).catch(() => undefined);
  }
};

const keep = async (hold: () => Promise<boolean | undefined>, lost: AbortController, signal: AbortSignal) => {
  for (let heldAt = Date.now(); !lost.signal.aborted && !signal.aborted;) {
    await delay(TTL_MS / 4, undefined, { signal: AbortSignal.any([lost.signal, signal]) }).catch(() => undefined);
    const held = await hold();
    if (held) heldAt = Date.now();
    if (held === false || Date.now() - heldAt > TTL_MS) lost.abort();
  }
};
