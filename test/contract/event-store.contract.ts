import { randomUUID } from 'node:crypto';
import { type EventStore, type EventToAppend, type LogPage, RevisionConflict, deterministicId } from '#event-sourcing';

const event = (type = 'Happened', data: object = { note: 'é — 1' }): EventToAppend => ({
  id: randomUUID(),
  type,
  data,
  metadata: {
    $correlationId: 'c',
    $causationId: 'c',
    commandId: randomUUID(),
    issuedBy: 'contract',
    schemaVersion: 1,
    link: deterministicId('link'),
  },
});

const newStream = (prefix = 'contract') => `${prefix}-${randomUUID()}`;

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
      expect(read.at(-1)!.position).toEqual(position);
    });

    it('gives nothing for a stream that is not there', async () => {
      expect(await open().read(newStream())).toEqual([]);
      expect(await open().readLast(newStream())).toBeUndefined();
    });

    it('reads on from a revision, as many as asked for, and the last', async () => {
      const [store, stream] = [open(), newStream()];
      await store.append(stream, 'no-stream', [event('A'), event('B'), event('C'), event('D')]);
      expect((await store.read(stream, { from: 1, limit: 2 })).map(({ type }) => type)).toEqual(['B', 'C']);
      expect((await store.readLast(stream))?.type).toBe('D');
    });

    it('takes an append at the revision expected and refuses it at any other', async () => {
      const [store, stream] = [open(), newStream()];
      await store.append(stream, 'no-stream', [event()]);
      await store.append(stream, 0, [event()]);
      await expect(store.append(stream, 'no-stream', [event()])).rejects.toThrow(RevisionConflict);
      await expect(store.append(stream, 0, [event()])).rejects.toThrow(RevisionConflict);
      await expect(store.append(stream, 7, [event()])).rejects.toThrow(RevisionConflict);
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('takes the same ids at the same expected revision as the success they were, for ever', async () => {
      const [store, stream, first, second] = [open(), newStream(), [event(), event()], [event()]];
      const once = await store.append(stream, 'no-stream', first);
      const then = await store.append(stream, 1, second);
      expect(await store.append(stream, 'no-stream', first)).toEqual(once);
      expect(await store.append(stream, 1, second)).toEqual(then);
      expect(await store.read(stream)).toHaveLength(3);
    });

    it('lets one of many concurrent appends win', async () => {
      const [store, stream] = [open(), newStream()];
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => store.append(stream, 'no-stream', [event()])),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await store.read(stream)).toHaveLength(1);
    });

    it('forgets a deleted stream, whose name can be used again', async () => {
      const [store, stream] = [open(), newStream()];
      await store.append(stream, 'no-stream', [event('Secret')]);
      await store.delete(stream);
      await store.delete(stream);
      expect(await store.read(stream)).toEqual([]);
      await store.append(stream, 'no-stream', [event('New')]);
      expect((await store.read(stream)).map(({ type }) => type)).toEqual(['New']);
    });

    it('follows the log from its start, then live, each event once and in order', async () => {
      const [store, prefix, abort] = [open(), newStream(), new AbortController()];
      for (let n = 0; n < 5; n++) await store.append(`${prefix}-${n}`, 'no-stream', [event(`Old${n}`)]);
      const types: string[] = [];
      for await (const page of store.follow({ streamPrefixes: [prefix], pageSize: 2, signal: abort.signal })) {
        types.push(...page.events.map(({ type }) => type));
        if (page.live && types.length === 5) await store.append(`${prefix}-live`, 'no-stream', [event('Live')]);
        if (types.includes('Live')) abort.abort();
      }
      expect(types).toEqual(['Old0', 'Old1', 'Old2', 'Old3', 'Old4', 'Live']);
    });

    it('says that it is live even where nothing matches', async () => {
      const abort = new AbortController();
      const pages: LogPage[] = [];
      for await (const page of open().follow({ streamPrefixes: [newStream()], signal: abort.signal })) {
        pages.push(page);
        if (page.live) abort.abort();
      }
      expect(pages.at(-1)!.live).toBe(true);
    });

    it('goes on after the position it is given', async () => {
      const [store, prefix, abort] = [open(), newStream(), new AbortController()];
      const { position } = await store.append(`${prefix}-1`, 'no-stream', [event('Before')]);
      await store.append(`${prefix}-2`, 'no-stream', [event('After')]);
      const options = { after: position, streamPrefixes: [prefix], signal: abort.signal };
      for await (const page of store.follow(options)) {
        if (page.events.length === 0) continue;
        expect(page.events.map(({ type }) => type)).toEqual(['After']);
        abort.abort();
      }
    });

    it('reads the whole log in pages up to its end', async () => {
      const [store, prefix] = [open(), newStream()];
      for (let n = 0; n < 7; n++) await store.append(`${prefix}-${n}`, 'no-stream', [event(`E${n}`)]);
      const types: string[] = [];
      for await (const page of store.readAll({ streamPrefixes: [prefix], pageSize: 3 }))
        types.push(...page.events.map(({ type }) => type));
      expect(types).toEqual(['E0', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6']);
    });
  });
};
