import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { type EventStore, InMemoryEventStore, type Projection } from '#event-sourcing';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { type Player, logOf, play, players } from '../../test/contract/view.contract.js';
import { connectRedis, connected } from './connect-redis.js';
import { ProjectionRunner } from './projection-runner.js';
import { RedisView } from './redis-view.js';
import { SpareView } from './spare-view.js';
import { type ViewPlace, viewKeys } from './view-keys.js';

type AnyEvent = typeof players extends Projection<Player, infer Event> ? Event : never;
const dataDir = mkdtempSync(join(tmpdir(), 'complet-spare-'));
const never = new AbortController().signal;
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

let store: InMemoryEventStore;
let stop: AbortController;
let running: Promise<void>;
beforeEach(async () => {
  await redis.flushall();
  store = new InMemoryEventStore();
  stop = new AbortController();
  running = new ProjectionRunner({ store, redis, projection: players, failed: () => undefined }).run(stop.signal);
});
afterEach(async () => {
  stop.abort();
  await running;
});

const until = async (holds: () => Promise<boolean>) => {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 1000) throw new Error('waited 10 s in vain');
    await delay(10);
  }
};
const contents = async (place: ViewPlace) => {
  const keys = viewKeys(players, place);
  const lists = (await redis.smembers(keys.indexes)).map(
    async (list) =>
      [list.slice(keys.index('').length), await redis.zrangebyscore(list, '-inf', '+inf', 'WITHSCORES')] as const,
  );
  const filled = (await Promise.all(lists)).filter(([, places]) => places.length > 0);
  return { docs: await redis.hgetall(keys.docs), lists: Object.fromEntries(filled) };
};
const liveHasAll = async () => {
  const last = (await logOf(store)).at(-1)!.position.commit;
  await until(async () => (await redis.get(viewKeys(players).checkpoint)) === `${last}/${last}`);
};
const spareOf = (projection: Projection<Player, AnyEvent> = players, on: EventStore = store) =>
  new SpareView({ store: on, redis, projection });
/** As if the projection’s code had changed: Ada’s document alone comes out otherwise. */
const changed: Projection<Player, AnyEvent> = {
  ...players,
  evolve: (doc, event) => {
    const after = players.evolve(doc, event);
    return after && event.stream.endsWith('ada') ? ({ ...after, changed: true } as Player) : after;
  },
};
const fill = (view: ReturnType<typeof spareOf>, signal = never) => view.fill(signal, () => undefined);

describe('A view that is rebuilt', () => {
  it('is filled beside the live one, byte for byte the same, while events keep coming', async () => {
    for (let round = 0; round < 30; round++) await play(store, `p-${round % 7}`, round, 1);
    const filling = fill(spareOf());
    for (let round = 0; round < 20; round++) await play(store, `p-${round % 9}`, round);
    await filling;
    await liveHasAll();
    expect(await spareOf().differences(never)).toEqual([]);
    expect(await contents('spare')).toEqual(await contents('live'));
  });

  it('goes on where it was when it is interrupted', async () => {
    for (let round = 0; round < 30; round++) await play(store, `p-${round % 7}`, round, 1);
    await liveHasAll();
    const interrupted = new AbortController();
    const slow = Object.assign(Object.create(store) as EventStore, {
      async *follow(options: Parameters<EventStore['follow']>[0]) {
        let pages = 0;
        for await (const page of store.follow({ ...options, pageSize: 3 })) {
          if (++pages === 8) interrupted.abort();
          yield { ...page, live: false };
        }
      },
    });
    await fill(spareOf(players, slow), interrupted.signal);
    expect(await spareOf().state()).toBe('filling');
    const first = await redis.get(viewKeys(players, 'spare').checkpoint);
    let [seen, all] = [0, 0];
    await spareOf().fill(never, ({ events }) => (seen = events));
    for (const _ of await logOf(store)) all++;
    expect(first === null ? all : seen).toBeLessThanOrEqual(all);
    expect(await spareOf().state()).toBe('ready');
    expect(await contents('spare')).toEqual(await contents('live'));
  });

  it('says which documents would change, and no other', async () => {
    await play(store, 'ada', 1, 2);
    await play(store, 'bob', 3);
    await liveHasAll();
    const view = spareOf(changed);
    await fill(view);
    await play(store, 'bob', 4);
    expect((await view.differences(never)).map(({ key }) => key)).toEqual(['ada']);
  });

  it('takes the place of the live one in one step, and gives it back, while the runner goes on and readers see one or the other', async () => {
    for (const name of ['ada', 'bob', 'eve']) await play(store, name, 1);
    await liveHasAll();
    const view = spareOf(changed);
    await fill(view);
    const reader = new RedisView<Player & { changed?: boolean }>(redis, players);
    const [list] = Object.keys((await contents('live')).lists);
    let [isReading, reads] = [true, 0];
    const reading = (async () => {
      for (; isReading; reads++) {
        const placed = await reader.list(list!, { direction: 'ascending', limit: 10 });
        expect(placed.length).toBeGreaterThan(0);
      }
    })();
    const playing = (async () => {
      for (let round = 0; round < 20; round++) await play(store, `new-${round}`, round % 13);
    })();
    expect(await view.exchange(never)).toBe(true);
    await playing;
    await play(store, 'bob', 9);
    await liveHasAll();
    isReading = false;
    await reading;
    expect(reads).toBeGreaterThan(0);
    expect(await reader.get('ada')).toMatchObject({ changed: true });
    expect(Object.keys((await contents('live')).docs)).toHaveLength(23);

    expect(await view.rollBack()).toBe(true);
    await play(store, 'bob', 9);
    await liveHasAll();
    expect(await reader.get('ada')).not.toHaveProperty('changed');
    expect(Object.keys((await contents('live')).docs)).toHaveLength(23);
    expect(await view.rollBack()).toBe(false);
  });

  it('takes no place before it is ready', async () => {
    await play(store, 'ada', 1);
    expect(await spareOf().exchange(never)).toBe(false);
  });
});
