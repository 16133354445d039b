import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { Canary } from './canary.js';
import { WakeUpQueue, startWakeUps } from './wake-up-queue.js';

const dataDir = mkdtempSync(join(tmpdir(), 'complet-canary-'));
const handled: string[] = [];
const handlers = {
  release: (orderId: string) => {
    handled.push(orderId);
    return Promise.resolve();
  },
};
let redis: RunningRedis;
let queue: WakeUpQueue;
let canary: Canary;
beforeAll(async () => {
  redis = await startRedis({ dataDir });
  queue = new WakeUpQueue(redis.url);
  canary = new Canary(queue, { everyMs: 50, withinMs: 250 });
});
afterAll(async () => {
  await canary.stop();
  await queue.close();
  await redis.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const until = async (isIt: (said: string) => boolean) => {
  const ask = () =>
    canary.check().then(
      () => 'up',
      (error: unknown) => (error as Error).message,
    );
  for (let tries = 0; !isIt(await ask()); tries++) {
    if (tries > 500) throw new Error(`waited 10 s in vain: ${await ask()}`);
    await delay(20);
  }
};

describe('A canary', () => {
  it('has not come back while nobody works', async () => {
    await delay(400);
    await expect(canary.check()).rejects.toThrow('no canary has come back yet');
  });

  it('comes back once somebody does, before the jobs that wait, and wakes up no order', async () => {
    const at = new Date().toISOString();
    await queue.add([{ kind: 'release', id: 'one', orderId: 'order-1', at }], Date.now());
    const worker = startWakeUps(redis.url, handlers, 1);
    await until((said) => said === 'up');
    expect(await canary.check()).toEqual({ tookMs: expect.any(Number) });
    await worker.close();
    expect(handled.filter((orderId) => orderId !== 'order-1')).toEqual([]);
  });

  it('is missed when nobody works any more', async () => {
    await until((said) => said.includes('none came back for'));
  });

  it('is missed while Redis is away, and comes back with it', async () => {
    const worker = startWakeUps(redis.url, handlers, 1);
    await until((said) => said === 'up');
    await redis.stop();
    await until((said) => said.includes('none came back for'));
    redis = await startRedis({ dataDir, port: redis.port });
    await until((said) => said === 'up');
    await worker.close();
  });
});
