import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { InMemoryEventStore } from '#event-sourcing';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { logOf, play, players } from '../../test/contract/view.contract.js';
import { connectRedis, connected } from './connect-redis.js';
import { ProjectionRunner } from './projection-runner.js';
import { ViewCheck, ViewNotFilled } from './view-check.js';
import { viewKeys } from './view-keys.js';

const dataDir = mkdtempSync(join(tmpdir(), 'complet-check-'));
const { docs, checkpoint } = viewKeys(players);
let server: RunningRedis;
let redis: Redis;
let store: InMemoryEventStore;
let stop: AbortController;
let running: Promise<void>;

const check = (atOnce?: number) => new ViewCheck({ store, redis, projection: players, ...(atOnce && { atOnce }) });
const hasSeenAll = async () => {
  const last = (await logOf(store)).at(-1)!.position.commit;
  while ((await redis.get(checkpoint)) !== `${last}/${last}`) await delay(5);
};

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
beforeEach(async () => {
  await redis.flushall();
  store = new InMemoryEventStore();
  for (const name of ['ada', 'bob', 'cyd', 'dan', 'eve']) await play(store, name, 3, 4, 5);
  stop = new AbortController();
  running = new ProjectionRunner({ store, redis, projection: players, failed: () => undefined }).run(stop.signal);
  await hasSeenAll();
});
afterEach(async () => {
  stop.abort();
  await running;
});

describe('A view compared with the log', () => {
  const streams = new Map(['ada', 'bob', 'cyd', 'dan', 'eve', 'nil'].map((name) => [name, `player-${name}`]));
  const ways = [
    ['as a whole', () => check().whole()],
    ['part by part', () => check(2).whole()],
    ['document by document', () => check().of(streams)],
  ] as const;

  it.each(ways)('%s: nothing differs where nothing was tampered with, nor where an event is parked', async (_, ask) => {
    await play(store, 'eve', 13, 2);
    await hasSeenAll();
    expect(await ask()).toEqual([]);
  });

  it.each(ways)('%s: names what was changed, lost or invented, and nothing else', async (_, ask) => {
    await redis.hset(docs, 'ada', (await redis.hget(docs, 'ada'))!.replace('12', '11'));
    await redis.hdel(docs, 'cyd');
    await redis.hset(docs, 'nil', '{"name":"nil"}');
    expect((await ask()).toSorted()).toEqual(['ada', 'cyd', 'nil']);
  });

  it.each(ways)('%s: takes nothing for wrong because the view moves on meanwhile', async (_, ask) => {
    let writing = true;
    const writer = (async () => {
      for (let turn = 0; writing; turn++) await play(store, ['ada', 'bob', 'cyd'][turn % 3]!, 1).then(() => delay(1));
    })();
    try {
      for (let times = 0; times < 20; times++) expect(await ask()).toEqual([]);
    } finally {
      writing = false;
      await writer;
    }
  });

  it.each(ways)('%s: says so if nobody has filled it', async (_, ask) => {
    stop.abort();
    await running;
    await redis.flushall();
    await expect(ask()).rejects.toThrow(ViewNotFilled);
  });
});
