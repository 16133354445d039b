import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';

const VICTIMS = ['embedded-eventstoredb', 'redis', 'orders-api', 'projector', 'worker', 'payment-provider'];

export interface Havoc {
  /** How many times over each process is killed. */
  readonly rounds: number;
  /** Between two kills. */
  readonly pauseMs: number;
}

export interface Chaos {
  /** Processes killed, by name. */
  readonly kills: Record<string, number>;
  flushes: number;
}

/** Kills each process in turn with SIGKILL, so many times over, and flushes Redis after each round; leaves off when `signal` aborts. */
export const wreakHavoc = async (
  dataDir: string,
  redisUrl: string,
  { rounds, pauseMs }: Havoc,
  signal: AbortSignal,
): Promise<Chaos> => {
  const chaos: Chaos = { kills: {}, flushes: 0 };
  const pause = () => delay(pauseMs, undefined, { signal }).catch(() => undefined);
  for (let round = 0; round < rounds && !signal.aborted; round++) {
    for (const name of VICTIMS) {
      await pause();
      if (signal.aborted) break;
      if (kill(dataDir, name)) chaos.kills[name] = (chaos.kills[name] ?? 0) + 1;
    }
    await pause();
    if (!signal.aborted && (await flush(redisUrl))) chaos.flushes++;
  }
  return chaos;
};

const kill = (dataDir: string, name: string): boolean => {
  try {
    return process.kill(Number(readFileSync(join(dataDir, 'run', `${name}.pid`), 'utf8')), 'SIGKILL');
  } catch {
    return false;
  }
};

const flush = async (url: string): Promise<boolean> => {
  const redis = new Redis(url, { maxRetriesPerRequest: 2, connectTimeout: 1000 });
  redis.on('error', () => undefined);
  try {
    return (await redis.flushall()) === 'OK';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
};
