import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { InMemoryEventStore, type Projection, newCommand } from '#event-sourcing';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { type Player, logOf, play, players } from '../../test/contract/view.contract.js';
import { connectRedis, connected } from './connect-redis.js';
import { ParkedDocuments } from './parked-documents.js';
import { ProjectionRunner } from './projection-runner.js';
import { RedisView } from './redis-view.js';
import { SpareView } from './spare-view.js';
import { viewKeys } from './view-keys.js';

type AnyEvent = typeof players extends Projection<Player, infer Event> ? Event : never;
const dataDir = mkdtempSync(join(tmpdir(), 'complet-parked-'));
const NOW = '2026-11-24T10:00:00.000Z';
const never = new AbortController().signal;
let server: RunningRedis;
let redis: Redis;
let store: InMemoryEventStore;
let stop: AbortController;
let running: Promise<void>;

const run = (projection: Projection<Player, AnyEvent> = players) => {
  stop = new AbortController();
  const options = { store, redis, projection, failed: () => undefined };
  running = new ProjectionRunner(options).run(stop.signal);
};
const hasSeenAll = async () => {
  const last = (await logOf(store)).at(-1)!.position.commit;
  for (let tries = 0; (await redis.get(viewKeys(players).checkpoint)) !== `${last}/${last}`; tries++) {
    if (tries > 1000) throw new Error('waited 10 s in vain');
    await delay(10);
  }
};
const view = () => new RedisView<Player>(redis, players);
const parked = (projection: Projection<Player, AnyEvent> = players) => new ParkedDocuments(store, redis, projection);
/** As if the program had been mended: thirteen points are points. */
const mended: Projection<Player, AnyEvent> = {
  ...players,
  evolve: (player, { data, stream }) => ({
    name: stream.slice('player-'.length),
    points: (player?.points ?? 0) + (data as { points: number }).points,
    games: (player?.games ?? 0) + 1,
  }),
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
  await play(store, 'ada', 3, 4, 5);
  await play(store, 'odd', 1, 13, 2);
  run();
  await hasSeenAll();
});
afterEach(async () => {
  stop.abort();
  await running;
});

describe('A parked document', () => {
  it('is listed with its reason, and stays parked while the cause stands', async () => {
    expect([...(await parked().list())]).toMatchObject([['odd', { reason: 'Error: unlucky' }]]);
    expect((await parked().refold(['odd'], NOW, newCommand('ops/ada'))).get('odd')).toMatchObject({
      events: [{ revision: 1 }, { revision: 2 }],
    });
    expect((await parked().list()).size).toBe(1);
  });

  it('is taken up with all its events once the program can handle them; the runner goes on with it', async () => {
    expect((await parked(mended).refold(['odd'], NOW, newCommand('ops/ada'))).size).toBe(0);
    expect(await view().get('odd')).toEqual({ name: 'odd', points: 16, games: 3 });
    expect((await parked().list()).size).toBe(0);
    await play(store, 'odd', 4);
    await hasSeenAll();
    expect(await view().get('odd')).toMatchObject({ points: 20, games: 4 });
  });

  it('is taken up while events go on coming', async () => {
    let writing = true;
    const writer = (async () => {
      while (writing) await play(store, 'ada', 1).then(() => delay(2));
    })();
    try {
      expect((await parked(mended).refold(['odd'], NOW, newCommand('ops/ada'))).size).toBe(0);
    } finally {
      writing = false;
      await writer;
    }
    await hasSeenAll();
    expect(await view().get('odd')).toMatchObject({ points: 16 });
    const played = (await logOf(store)).filter(({ stream }) => stream === 'player-ada');
    expect(await view().get('ada')).toMatchObject({ games: played.length });
  });

  it('or any other is folded again, alone or with all that something happened to in a time', async () => {
    const { docs } = viewKeys(players);
    await redis.hset(docs, 'ada', '{"name":"ada"}');
    const [first, second] = (await logOf(store)).map(({ createdAt }) => createdAt);
    expect(await parked().keysBetween(first!, second!)).toContain('ada');
    expect(await parked().keysBetween(new Date(0), new Date(1))).toEqual([]);
    await parked().refold(['ada', 'nobody'], NOW, newCommand('ops/ada'));
    expect(await view().get('ada')).toEqual({ name: 'ada', points: 12, games: 3 });
    expect((await store.readLast('projection-players'))!.data).toEqual({ keys: ['ada', 'nobody'], refoldedAt: NOW });
  });

  it('says that an event is of a version newer than this program, or of an unknown type', async () => {
    for (const [name, type, schemaVersion] of [
      ['ada', 'Scored', 2],
      ['bob', 'Cheated', 1],
    ] as const) {
      await play(store, name, 1);
      const last = (await store.readLast(`player-${name}`))!;
      const event = { id: name, type, data: { points: 1 }, metadata: { ...last.metadata, schemaVersion } };
      await store.append(`player-${name}`, last.revision, [event]);
    }
    await hasSeenAll();
    const reasons = new Map([...(await parked().list())].map(([key, { reason }]) => [key, reason]));
    expect(reasons.get('ada')).toContain('Scored at player-ada@4 has version 2, this program knows 1 to 1');
    expect(reasons.get('bob')).toContain('Cheated at player-bob@1 has a type unknown here');
    expect(await view().get('ada')).toMatchObject({ points: 13 });
  });

  it('goes on without an event that operations pass over, with their reason, wherever the view is filled', async () => {
    expect(await parked().skip('odd', 'entered twice', NOW, newCommand('ops/ada'))).toBeUndefined();
    expect(await view().get('odd')).toEqual({ name: 'odd', points: 3, games: 2 });
    await play(store, 'odd', 4);
    await hasSeenAll();
    expect(await view().get('odd')).toMatchObject({ points: 7, games: 3 });
    const spare = new SpareView({ store, redis, projection: players });
    await spare.fill(never, () => undefined);
    expect(await spare.differences(never)).toEqual([]);
    expect(await redis.hlen(viewKeys(players, 'spare').parked)).toBe(0);
    const skipped = { key: 'odd', event: { type: 'Scored', stream: 'player-odd', revision: 1 } };
    expect(await parked().skips()).toMatchObject([
      { ...skipped, reason: 'entered twice', skippedAt: NOW, issuedBy: 'ops/ada' },
    ]);
  });

  it('passes the event over in a view that is filled again after Redis lost everything', async () => {
    await parked().skip('odd', 'entered twice', NOW, newCommand('ops/ada'));
    await redis.flushall();
    await hasSeenAll();
    expect(await view().get('odd')).toEqual({ name: 'odd', points: 3, games: 2 });
  });
});

describe('A field that is undefined for a while', () => {
  /** `last` is undefined after every second game: what is then there is not what is stored. */
  const forgetful: Projection<Player, AnyEvent> = {
    ...players,
    evolve: (player, event) => {
      const after = players.evolve(player, event);
      return after && ({ ...player, last: after.games % 2 ? 'won' : undefined, ...after } as Player);
    },
  };

  it('does not make the bytes of a document depend on where filling the view was interrupted', async () => {
    const bytes: string[] = [];
    for (const interruptedAfter of [0, 1, 2]) {
      stop.abort();
      await running;
      await redis.flushall();
      store = new InMemoryEventStore();
      const scores = [3, 4, 5];
      for (const part of [scores.slice(0, interruptedAfter), scores.slice(interruptedAfter)]) {
        if (part.length === 0) continue;
        await play(store, 'ada', ...part);
        run(forgetful);
        await hasSeenAll();
        stop.abort();
        await running;
      }
      bytes.push((await redis.hget(viewKeys(players).docs, 'ada'))!);
    }
    expect(new Set(bytes).size).toBe(1);
  });
});
