import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Redis } from 'ioredis';
import { connectRedis, connected, whileLeading } from '#redis';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { ALLOCATION, ParkedAllocation } from './parked-allocation.js';

describe('Steps of the allocation that were set aside', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'complet-allocation-'));
  let server: RunningRedis;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis({ dataDir });
    redis = connectRedis(server.url);
    await connected(redis);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('are seen until the allocation begins again, which it does when it is told to', async () => {
    const parked = new ParkedAllocation(redis);
    const stop = new AbortController();
    let begun = 0;
    const leading = whileLeading(redis, ALLOCATION, stop.signal, async (signal) => {
      begun++;
      await parked.clear();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    while (begun === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await parked.note({ subject: 'order-1', reason: 'Error: planted' });
    expect(await parked.list()).toEqual([{ subject: 'order-1', reason: 'Error: planted' }]);
    await parked.restart();
    while (begun === 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await parked.list()).toEqual([]);
    stop.abort();
    await leading;
  }, 30_000);
});
