import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type DomainEvent,
  EventCatalog,
  InMemoryEventStore,
  type Place,
  type Placed,
  type Projection,
  type RecordedEvent,
  type View,
  newCommand,
  seal,
} from '#event-sourcing';

export type Scored = DomainEvent<'Scored', { readonly points: number }>;
export type Left = DomainEvent<'Left', object>;
export interface Player {
  readonly name: string;
  readonly points: number;
  readonly games: number;
}

export const games = new EventCatalog<Scored | Left>({ Scored: {}, Left: {} });

/** Points a player has; who leaves is forgotten. A score of 13 cannot be handled. */
export const players: Projection<Player, Scored | Left> = {
  name: 'players',
  version: 1,
  streamPrefixes: ['player-'],
  catalog: games,
  keyOf: ({ stream }) => stream.slice('player-'.length),
  evolve: (player, { type, data, stream }) => {
    if (type === 'Left') return undefined;
    const { points: scored } = data as Scored['data'];
    if (scored === 13) throw new Error('unlucky');
    const { points, games: played } = player ?? { points: 0, games: 0 };
    return { name: stream.slice('player-'.length), points: points + scored, games: played + 1 };
  },
  indexes: ({ points, name }) => ({ points, [`initial:${name[0]}`]: points }),
};

/** Appends to a player's stream, one event a score; `undefined` is leaving. */
export const play = async (store: InMemoryEventStore, name: string, ...scores: (number | undefined)[]) => {
  for (const points of scores) {
    const last = await store.readLast(`player-${name}`);
    const event =
      points === undefined ? { type: 'Left' as const, data: {} } : { type: 'Scored' as const, data: { points } };
    const sealed = seal<Scored | Left>([event], last?.metadata.link ?? '', newCommand('test'), games);
    await store.append(`player-${name}`, last?.revision ?? 'no-stream', sealed);
  }
};

/** What every view promises to its readers, filled from the log given. */
export const viewContract = (name: string, fill: (store: InMemoryEventStore) => Promise<View<Player>>) =>
  describe(`${name}, as a view`, () => {
    let view: View<Player>;
    const keysOf = (listed: readonly Placed<Player>[]) => listed.map(({ key }) => key);
    const walk = async (direction: 'ascending' | 'descending', limit: number) => {
      const keys: string[] = [];
      for (let after: Place | undefined; ;) {
        const page = await view.list('points', { direction, limit, ...(after && { after }) });
        keys.push(...keysOf(page));
        after = page.at(-1);
        if (!after || page.length < limit) return keys;
      }
    };

    beforeAll(async () => {
      const store = new InMemoryEventStore();
      for (const player of ['ada', 'bob', 'cid', 'dan', 'eve', 'fay']) await play(store, player, 3, 4);
      await play(store, 'gus', 1);
      await play(store, 'ann', 40, 2);
      await play(store, 'tom', 5, undefined);
      view = await fill(store);
    });

    it('gives a document by its key, and none where there is none', async () => {
      expect(await view.get('ann')).toEqual({ name: 'ann', points: 42, games: 2 });
      expect(await view.get('nobody')).toBeUndefined();
      expect(await view.get('tom')).toBeUndefined();
    });

    it('lists by score, then by key, either way', async () => {
      const ascending = ['gus', 'ada', 'bob', 'cid', 'dan', 'eve', 'fay', 'ann'];
      const list = (direction: 'ascending' | 'descending') => view.list('points', { direction, limit: 100 });
      expect(keysOf(await list('ascending'))).toEqual(ascending);
      expect(keysOf(await list('descending'))).toEqual(ascending.toReversed());
      expect((await list('descending'))[0]).toEqual({
        key: 'ann',
        score: 42,
        doc: { name: 'ann', points: 42, games: 2 },
      });
    });

    it.each([1, 2, 3, 7, 8, 9])('lists in pages of %i what it lists at once, equal scores included', async (limit) => {
      for (const direction of ['ascending', 'descending'] as const)
        expect(await walk(direction, limit)).toEqual(keysOf(await view.list('points', { direction, limit: 100 })));
    });

    it('goes on after a place where nothing stands any more', async () => {
      const after = { score: 7, key: 'bzz' };
      expect(keysOf(await view.list('points', { direction: 'ascending', limit: 2, after }))).toEqual(['cid', 'dan']);
      expect(keysOf(await view.list('points', { direction: 'descending', limit: 2, after }))).toEqual(['bob', 'ada']);
    });

    it('lists those alone that stand in a list', async () => {
      expect(keysOf(await view.list('initial:a', { direction: 'ascending', limit: 9 }))).toEqual(['ada', 'ann']);
      expect(await view.list('initial:z', { direction: 'ascending', limit: 9 })).toEqual([]);
    });
  });

/** Everything in a log, in order. */
export const logOf = async (store: InMemoryEventStore): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const page of store.readAll()) events.push(...page.events);
  return events;
};
