import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { type Redis } from 'ioredis';
import { type EventStore, type FollowOptions, InMemoryEventStore, InMemoryView } from '#event-sourcing';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { type Player, logOf, play, players, viewContract } from '../../test/contract/view.contract.js';
import { connectRedis, connected } from './connect-redis.js';
import { whileLeading } from './lease.js';
import { ProjectionRunner, type ProjectionRunnerOptions } from './projection-runner.js';
import { RedisView, resetView } from './redis-view.js';
import { viewKeys } from './view-keys.js';

const dataDir = mkdtempSync(join(tmpdir(), 'complet-runner-'));
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

const running: { stop: AbortController; done: Promise<void> }[] = [];
const run = (store: EventStore, options: Partial<ProjectionRunnerOptions<Player, never>> = {}) => {
  const runner = new ProjectionRunner({
    ...{ store, redis, projection: players, failed: () => undefined },
    ...(options as object),
  });
  const stop = new AbortController();
  running.push({ stop, done: runner.run(stop.signal) });
  return runner;
};
const stopAll = async () => {
  for (const { stop } of running) stop.abort();
  await Promise.all(running.splice(0).map(({ done }) => done));
};
afterEach(stopAll);

const until = async (holds: () => boolean | Promise<boolean>) => {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 1500) throw new Error('waited 15 s in vain');
    await delay(10);
  }
};
const keys = viewKeys(players);
const view = () => new RedisView<Player>(redis, players);
const hasSeenAll = async (store: InMemoryEventStore) => {
  const last = (await logOf(store)).at(-1)!.position.commit;
  await until(async () => (await redis.get(keys.checkpoint).catch(() => null)) === `${last}/${last}`);
};
/** All of a view: documents, and lists with their scores. */
const contents = async () => {
  const lists = await redis.smembers(keys.indexes);
  const entries = lists.map(
    async (list) => [list, await redis.zrangebyscore(list, '-inf', '+inf', 'WITHSCORES')] as const,
  );
  const filled = (await Promise.all(entries)).filter(([, places]) => places.length > 0);
  return { docs: await redis.hgetall(keys.docs), lists: Object.fromEntries(filled) };
};
/** A store that hands out the log in pages of the sizes given, over and over. */
const inPagesOf = (store: InMemoryEventStore, sizes: readonly number[]): EventStore => {
  const follow = async function* (options: FollowOptions = {}) {
    let turn = 0;
    for await (const page of store.follow({ ...options, pageSize: 1_000_000 })) {
      for (let at = 0; at < page.events.length;) {
        const events = page.events.slice(at, (at += sizes[turn++ % sizes.length]!));
        const isLast = at >= page.events.length;
        yield { events, through: isLast ? page.through : events.at(-1)!.position, live: isLast && page.live };
      }
    }
  };
  return Object.assign(Object.create(store) as EventStore, { follow });
};

viewContract('A view in Redis', async (store) => {
  await redis.flushall();
  run(store);
  await hasSeenAll(store);
  await stopAll();
  return view();
});

describe('A projection runner', () => {
  let store: InMemoryEventStore;
  beforeEach(async () => {
    await redis.flushall();
    store = new InMemoryEventStore();
  });

  it('fills the view, and follows what comes', async () => {
    await play(store, 'ada', 1, 2, 3);
    const runner = run(store);
    await until(() => runner.live);
    expect(await view().get('ada')).toEqual({ name: 'ada', points: 6, games: 3 });
    expect(runner).toMatchObject({ position: { commit: 3n }, lagMs: 0, parkedDocuments: 0 });
    await play(store, 'ada', 4);
    await hasSeenAll(store);
    expect(await view().get('ada')).toMatchObject({ points: 10 });
  });

  it('leaves the same view however the log is cut into pages, and however often it stops and goes on', async () => {
    const score = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 6 });
    const turn = fc.tuple(fc.constantFrom('ada', 'bob', 'cid'), score);
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    const parts = fc.array(fc.array(turn, { minLength: 1, maxLength: 15 }), { minLength: 1, maxLength: 3 });
    const property = fc.asyncProperty(parts, cuts, fc.integer({ min: 1, max: 12 }), async (played, sizes, pageSize) => {
      await redis.flushall();
      const log = new InMemoryEventStore();
      for (const part of played) {
        for (const [name, points] of part) await play(log, name, points);
        run(inPagesOf(log, sizes), { pageSize, documentsKept: 2 });
        await hasSeenAll(log);
        await stopAll();
      }
      const expected = new InMemoryView(players).apply(await logOf(log)).all();
      const { docs, lists } = await contents();
      expect(Object.fromEntries(Object.entries(docs).map(([key, text]) => [key, JSON.parse(text)]))).toEqual(
        Object.fromEntries(expected),
      );
      const points = [...expected].toSorted(([a, one], [b, other]) => one.points - other.points || (a < b ? -1 : 1));
      expect(lists[keys.index('points')] ?? []).toEqual(points.flatMap(([key, doc]) => [key, String(doc.points)]));
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('writes a document of many events once a page', async () => {
    for (const name of ['ada', 'bob']) await play(store, name, ...Array<number>(50).fill(1));
    const pages: number[] = [];
    const written = (changed: ReadonlyMap<string, unknown>) => Promise.resolve(void pages.push(changed.size));
    run(store, { written });
    await hasSeenAll(store);
    expect(pages).toEqual([2]);
  });

  it('makes the view again from the log after a flush, by itself', async () => {
    await play(store, 'ada', 1, 2);
    await play(store, 'bob', 5, undefined);
    run(store);
    await hasSeenAll(store);
    const before = await contents();
    await redis.flushall();
    await hasSeenAll(store);
    expect(await contents()).toEqual(before);
    await redis.flushall();
    await play(store, 'ada', 7);
    await hasSeenAll(store);
    expect(await view().get('ada')).toEqual({ name: 'ada', points: 10, games: 3 });
  });

  it('makes the view again when its checkpoint alone is not the one it left', async () => {
    await play(store, 'ada', 1);
    await play(store, 'bob', 2);
    run(store);
    await hasSeenAll(store);
    await redis.del(keys.docs, keys.checkpoint);
    await play(store, 'ada', 3);
    await hasSeenAll(store);
    expect(await view().get('ada')).toMatchObject({ points: 4, games: 2 });
    expect(await view().get('bob')).toMatchObject({ points: 2 });
  });

  it('makes the view again when it is told to, without what should not be there', async () => {
    await play(store, 'ada', 1);
    run(store);
    await hasSeenAll(store);
    await redis.hset(keys.docs, 'ghost', '{}');
    await redis.hset(keys.docs, 'ada', JSON.stringify({ name: 'ada', points: 99, games: 0 }));
    await resetView(redis, players);
    await until(async () => (await view().get('ada'))?.points === 1);
    expect(Object.keys(await redis.hgetall(keys.docs))).toEqual(['ada']);
  });

  it('parks an event it cannot handle, and the later ones of the same document behind it', async () => {
    await play(store, 'ada', 1, 13, 2);
    await play(store, 'bob', 3);
    const runner = run(store);
    await hasSeenAll(store);
    await stopAll();
    run(store);
    await play(store, 'ada', 4);
    await play(store, 'bob', 5);
    await hasSeenAll(store);
    expect(await view().get('ada')).toMatchObject({ points: 1 });
    expect(await view().get('bob')).toMatchObject({ points: 8 });
    const parked = JSON.parse((await redis.hget(keys.parked, 'ada'))!) as { reason: string; events: object[] };
    expect(parked.reason).toBe('Error: unlucky');
    expect(parked.events).toMatchObject([1, 2, 3].map((revision) => ({ stream: 'player-ada', revision })));
    expect(runner.parkedDocuments).toBe(1);
  });

  it('parks an event of an unknown type', async () => {
    await play(store, 'ada', 1);
    const { metadata } = (await store.readLast('player-ada'))!;
    await store.append('player-ada', 0, [{ id: 'x', type: 'Cheated', data: {}, metadata }]);
    run(store);
    await hasSeenAll(store);
    expect(await redis.hget(keys.parked, 'ada')).toContain('unknown');
    expect(await view().get('ada')).toMatchObject({ points: 1 });
  });

  it('parks an event whose document cannot be told, under its stream', async () => {
    await play(store, 'ada', 1);
    await play(store, 'odd', 1);
    const keyOf: typeof players.keyOf = (event) => {
      if (event.stream === 'player-odd') throw new RangeError('no name');
      return players.keyOf(event);
    };
    run(store, { projection: { ...players, keyOf } as never });
    await hasSeenAll(store);
    expect(await redis.hget(keys.parked, 'player-odd')).toContain('no name');
    expect(await view().get('ada')).toMatchObject({ points: 1 });
  });

  it('is one at a time: a second waits, and takes over from the first', async () => {
    await play(store, 'ada', 1);
    const first = run(store);
    await until(() => first.live);
    const second = run(store);
    await delay(700);
    expect(second.live).toBe(false);
    running[0]!.stop.abort();
    await running.shift()!.done;
    await until(() => second.live);
    await play(store, 'ada', 2);
    await hasSeenAll(store);
    expect(await view().get('ada')).toMatchObject({ points: 3, games: 2 });
  });

  it('writes nothing once another leads, whatever it believes', async () => {
    await play(store, 'ada', 1);
    const runner = run(store);
    await until(() => runner.live);
    await redis.set(keys.fence, '9999999999999999');
    const checkpoint = await redis.get(keys.checkpoint);
    await redis.set(`${keys.fence.replace(/:fence$/, ':lease')}`, 'another', 'PX', 1500);
    await play(store, 'ada', 2);
    await delay(700);
    expect(await redis.get(keys.checkpoint)).toBe(checkpoint);
    await hasSeenAll(store);
    expect(await view().get('ada')).toMatchObject({ points: 3, games: 2 });
  });
});

describe('While Redis is away', () => {
  it('a runner waits, and goes on by itself', async () => {
    await redis.flushall();
    const store = new InMemoryEventStore();
    await play(store, 'ada', 1);
    const runner = run(store);
    await until(() => runner.live);
    await server.stop();
    await play(store, 'ada', 2);
    await until(() => !runner.live);
    await expect(view().get('ada')).rejects.toMatchObject({ name: 'Unavailable', part: 'Redis' });
    server = await startRedis({ dataDir, port: server.port });
    await hasSeenAll(store);
    expect(await view().get('ada')).toMatchObject({ points: 3, games: 2 });
  });
});

describe('A lease', () => {
  it('has a number that rises with every holder, even after a flush', async () => {
    const numbers: bigint[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const stop = new AbortController();
      await whileLeading(redis, 'numbers', stop.signal, (_, { number }) => {
        numbers.push(BigInt(number));
        stop.abort();
        return Promise.resolve();
      });
      if (turn === 1) await redis.flushall();
    }
    expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => (one < other ? -1 : 1)));
    expect(numbers).toHaveLength(4);
  });

  it('that is lost tells its holder', async () => {
    const stop = new AbortController();
    const leading = whileLeading(redis, 'loser', stop.signal, async (held) => {
      await redis.flushall();
      await new Promise((resolve) => held.addEventListener('abort', resolve));
      stop.abort();
    });
    await leading;
    expect(stop.signal.aborted).toBe(true);
  });
});
