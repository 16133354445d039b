import { randomUUID } from 'node:crypto';
import { type Redis } from 'ioredis';
import { Unavailable } from '#event-sourcing';
import { answered } from './connect-redis.js';

const HELD_MS = 30_000;

/** Lets go of a key that is ours. KEYS: key. ARGV: our token. Out: 1, or 0 if it is another's by now. */
const LET_GO = `return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0`;

/**
 * Lets one at a time act under a name, over all processes, for 30 seconds at most: what is done must bear being done twice.
 * @throws Unavailable while another acts, or Redis is away
 */
export const alone = async (redis: Redis, name: string, act: () => Promise<void>): Promise<void> => {
  const [key, token] = [`complet:{alone:${name}}`, randomUUID()];
  const isOurs = await answered(redis.set(key, token, 'PX', HELD_MS, 'NX'));
  if (isOurs === null) throw new Unavailable('turn', `another process is at ${name}`);
  try {
    await act();
  } finally {
    await answered(redis.eval(LET_GO, 1, key, token)).catch(() => undefined);
  }
};
