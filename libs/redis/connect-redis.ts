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
