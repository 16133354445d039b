import { type EventStore, RevisionConflict } from '#event-sourcing';
import { event, newStream } from './events.js';
import { eventLogContract } from './event-log.contract.js';

/** What every event store promises (`EventStore`'s own comments). */
export const eventStoreContract = (name: string, open: () => EventStore): void => {
  describe(`${name} as an event store`, () => {
    it('gives back what was appended, in order, with revisions from 0 and growing positions', async () => {
      const [store, stream, events] = [open(), newStream(), [event('A'), event('B'), event('C')]];
      const { revision, position } = await store.append(stream, 'no-stream', events);
      expect(revision).toBe(2);
      const read = await store.read(stream);
      expect(read.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))).toEqual(events);
      expect(read.map((recorded) => recorded.revision)).toEqual([0, 1, 2]);
      expect(read.map((recorded) => recorded.stream)).toEqual([stream, stream, stream]);
      expect(read.at(-1)!.position).toEqual(position);
      expect(read.at(0)!.position.commit).toBeLessThan(position.commit);
      expect(Math.abs(read.at(0)!.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
    });

    it('gives nothing for a stream that is not there', async () => {
      expect(await open().read(newStream())).toEqual([]);
      expect(await open().readLast(newStream())).toBeUndefined();
    });

    it('reads on from a revision, as many as asked for, and the last', async () => {
      const [store, stream] = [open(), newStream()];
      await store.append(stream, 'no-stream', [event('A'), event('B'), event('C'), event('D')]);
      expect((await store.read(stream, { from: 1, limit: 2 })).map(({ type }) => type)).toEqual(['B', 'C']);
      expect((await store.read(stream, { from: 3, limit: 9 })).map(({ type }) => type)).toEqual(['D']);
      expect(await store.read(stream, { from: 4 })).toEqual([]);
      expect(await store.read(stream, { limit: 0 })).toEqual([]);
      expect((await store.readLast(stream))?.type).toBe('D');
    });

    it('reads a long stream whole', async () => {
      const [store, stream] = [open(), newStream()];
      const types = Array.from({ length: 2500 }, (_, n) => String(n));
      await store.append(stream, 'no-stream', types.slice(0, 1000).map(event));
      await store.append(stream, 999, types.slice(1000, 2000).map(event));
      await store.append(stream, 1999, types.slice(2000).map(event));
      expect((await store.read(stream)).map(({ type }) => type)).toEqual(types);
    });

    it('names streams in any script', async () => {
      const [store, stream] = [open(), newStream('commandé-命令')];
      await store.append(stream, 'no-stream', [event('Passée', { état: '“ok” ✓' })]);
      expect(await store.read(stream)).toMatchObject([{ stream, type: 'Passée', data: { état: '“ok” ✓' } }]);
    });

    it('takes an append at the revision expected and refuses it whole at any other', async () => {
      const [store, stream] = [open(), newStream()];
      await expect(store.append(stream, 0, [event()])).rejects.toThrow(RevisionConflict);
      await store.append(stream, 'no-stream', [event()]);
      await store.append(stream, 0, [event()]);
      await expect(store.append(stream, 'no-stream', [event(), event()])).rejects.toThrow(RevisionConflict);
      await expect(store.append(stream, 0, [event(), event()])).rejects.toThrow(RevisionConflict);
      await expect(store.append(stream, 7, [event()])).rejects.toMatchObject({ stream, expected: 7 });
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('takes the same ids at the same expected revision as the success they were, for ever', async () => {
      const [store, stream, first, second] = [open(), newStream(), [event(), event()], [event()]];
      const once = await store.append(stream, 'no-stream', first);
      const then = await store.append(stream, 1, second);
      await store.append(stream, 2, [event()]);
      expect(await store.append(stream, 'no-stream', first)).toEqual(once);
      expect(await store.append(stream, 1, second)).toEqual(then);
      expect(await store.read(stream)).toHaveLength(4);
    });

    it('takes the same ids at the same time as one append', async () => {
      const [store, stream, events] = [open(), newStream(), [event(), event()]];
      const results = await Promise.all(Array.from({ length: 5 }, () => store.append(stream, 'no-stream', events)));
      expect(new Set(results.map(({ position }) => position.commit)).size).toBe(1);
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('refuses the same ids at another revision', async () => {
      const [store, stream, events] = [open(), newStream(), [event()]];
      await store.append(stream, 'no-stream', [event()]);
      await store.append(stream, 0, events);
      await expect(store.append(stream, 'no-stream', events)).rejects.toThrow(RevisionConflict);
    });

    it.each(['no-stream', 0] as const)('lets one of many concurrent appends at %s win', async (expected) => {
      const [store, stream] = [open(), newStream()];
      if (expected === 0) await store.append(stream, 'no-stream', [event()]);
      const appends = Array.from({ length: 20 }, () => store.append(stream, expected, [event()]));
      const results = await Promise.allSettled(appends);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RevisionConflict);
      expect(await store.read(stream)).toHaveLength(expected === 0 ? 2 : 1);
    });

    it('forgets a deleted stream, whose name can be used again', async () => {
      const [store, stream] = [open(), newStream()];
      await store.append(stream, 'no-stream', [event('Secret')]);
      await store.delete(stream);
      await store.delete(stream);
      expect(await store.read(stream)).toEqual([]);
      expect(await store.readLast(stream)).toBeUndefined();
      await store.append(stream, 'no-stream', [event('New')]);
      expect((await store.read(stream)).map(({ type }) => type)).toEqual(['New']);
    });

    it('finds nothing wrong with deleting a stream that never was', async () => {
      await expect(open().delete(newStream())).resolves.toBeUndefined();
    });

    eventLogContract(open);
  });
};
