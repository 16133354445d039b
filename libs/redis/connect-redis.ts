import { Redis } from 'ioredis';
import { Unavailable } from '#event-sourcing';

/** A connection that fails at once while Redis is away, and comes back by itself. */
export const connectRedis = (url: string): Redis => {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 5000,
    retryStrategy: (tries) => Math.min(50 * 2 ** tries, 1000),
  });
  redis.on('error', () => undefined);
  return redis;
};

/** Waits for a connection just made. @throws Unavailable after `ms` */
export const connected = async (redis: Redis, ms = 3000): Promise<void> => {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Unavailable('Redis', `no connection within ${ms} ms`)), ms);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
};

/** The answer of a request to Redis. @throws Unavailable where Redis does not give one */
export const answered = <T>(request: Promise<T>): Promise<T> =>
  request.catch((error: unknown) => {
    throw new Unavailable('Redis', (error as Error).message, { cause: error });
  });

/** The answers of requests that Redis carries out together, so that nothing happens in between. @throws Unavailable */
export const together = async (
  redis: Redis,
  commands: readonly (readonly (string | number)[])[],
): Promise<unknown[]> => {
  const answers = await answered(redis.multi(commands.map((command) => [...command])).exec());
  return (answers ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
};

/** Fields of a hash, read bit by bit, so that Redis serves others meanwhile. @throws Unavailable */
export const fieldsOf = async (redis: Redis, hash: string): Promise<string[]> => {
  const fields: string[] = [];
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, pairs] = await answered(redis.hscan(hash, cursor, 'COUNT', 1000));
    for (let at = 0; at < pairs.length; at += 2) fields.push(pairs[at]!);
    cursor = next;
  }
  return fields;
};
