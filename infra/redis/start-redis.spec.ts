import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findFreePort, isFree } from './free-port.js';
import { startRedis, type RunningRedis } from './start-redis.js';

const temporary = mkdtempSync(join(tmpdir(), 'complet-redis-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('A local Redis', () => {
  const dataDir = join(temporary, 'one');
  let server: RunningRedis;
  let redis: Redis;

  beforeAll(async () => {
    server = await startRedis({ dataDir });
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('answers at its URL under its own process id', async () => {
    expect(server.url).toBe(`redis://127.0.0.1:${server.port}`);
    expect(await redis.info('server')).toContain(`process_id:${server.pid}\r\n`);
  });

  it.each([
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    ['maxmemory-policy', 'noeviction'],
    ['bind', '127.0.0.1'],
    ['save', ''],
    ['dir', dataDir],
  ])('runs with %s %s', async (name, value) => {
    expect(await redis.config('GET', name)).toEqual([name, value]);
  });

  it('keeps its data when it is stopped and started again', async () => {
    await redis.set('kept', 'yes');
    await server.stop();
    expect(await isFree(server.port)).toBe(true);
    server = await startRedis({ dataDir, port: server.port });
    expect(await redis.get('kept')).toBe('yes');
  });

  it('says what is wrong when its port is taken', async () => {
    const second = startRedis({ dataDir: join(temporary, 'two'), port: server.port });
    await expect(second).rejects.toThrow(/another Redis|Address already in use/);
  });
});

describe('A free port', () => {
  it('is one that nothing listens on, outside the range of outgoing connections', async () => {
    const port = await findFreePort();
    expect(port).toBeLessThan(32_768);
    expect(await isFree(port)).toBe(true);
  });
});
