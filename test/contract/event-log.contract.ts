import { type EventStore, type FollowOptions, type LogPage, isAfter } from '#event-sourcing';
import { event, newStream } from './events.js';

const typesOf = (pages: readonly LogPage[]) => pages.flatMap(({ events }) => events.map(({ type }) => type));

/** The pages of a follower, up to the first for which `isEnough`. */
const followUntil = async (
  store: EventStore,
  options: FollowOptions,
  isEnough: (pages: readonly LogPage[]) => boolean | Promise<boolean>,
): Promise<LogPage[]> => {
  const abort = new AbortController();
  const pages: LogPage[] = [];
  for await (const page of store.follow({ ...options, signal: abort.signal })) {
    pages.push(page);
    if (await isEnough(pages)) abort.abort();
  }
  return pages;
};

const isLive = (pages: readonly LogPage[]) => pages.at(-1)!.live;

const allPages = async (pages: AsyncIterable<LogPage>) => {
  const read: LogPage[] = [];
  for await (const page of pages) read.push(page);
  return read;
};

/** What every event store promises of `follow` and `readAll`. */
export const eventLogContract = (open: () => EventStore): void => {
  /** A stream for each type, all under a prefix of their own. */
  const appendEach = async (store: EventStore, types: readonly string[], prefix = newStream()) => {
    for (const type of types) await store.append(`${prefix}-${type}`, 'no-stream', [event(type)]);
    return prefix;
  };

  it('follows the log from its start, then live, each event once and in order', async () => {
    const store = open();
    const prefix = await appendEach(store, ['Old0', 'Old1', 'Old2', 'Old3', 'Old4']);
    const pages = await followUntil(store, { streamPrefixes: [prefix], pageSize: 2 }, async (soFar) => {
      if (isLive(soFar) && typesOf(soFar).length === 5) await appendEach(store, ['Live'], prefix);
      return typesOf(soFar).includes('Live');
    });
    expect(typesOf(pages)).toEqual(['Old0', 'Old1', 'Old2', 'Old3', 'Old4', 'Live']);
  });

  it('hands out pages no larger than asked for, each further than the one before', async () => {
    const store = open();
    const prefix = await appendEach(store, ['A', 'B', 'C', 'D', 'E']);
    const pages = await followUntil(store, { streamPrefixes: [prefix], pageSize: 2 }, isLive);
    expect(Math.max(...pages.map(({ events }) => events.length))).toBeLessThanOrEqual(2);
    for (const [n, { events, through }] of pages.entries()) {
      for (const { position } of events) expect(isAfter(position, through)).toBe(false);
      if (n > 0) for (const { position } of events) expect(isAfter(position, pages[n - 1]!.through)).toBe(true);
    }
  });

  it('can be followed on from any page, with nothing twice and nothing missed', async () => {
    const store = open();
    const prefix = await appendEach(store, ['A', 'B', 'C', 'D', 'E']);
    const pages = await followUntil(store, { streamPrefixes: [prefix], pageSize: 2 }, isLive);
    for (const [n, { through }] of pages.entries()) {
      const rest = await followUntil(store, { streamPrefixes: [prefix], after: through }, isLive);
      expect(typesOf(rest)).toEqual(typesOf(pages.slice(n + 1)));
    }
  });

  it('goes on after the position it is given, that of an append too', async () => {
    const [store, prefix] = [open(), newStream()];
    const { position } = await store.append(`${prefix}-1`, 'no-stream', [event('Before')]);
    await appendEach(store, ['After'], prefix);
    const pages = await followUntil(store, { after: position, streamPrefixes: [prefix] }, isLive);
    expect(typesOf(pages)).toEqual(['After']);
  });

  it('says that it is live, and how far it is, even where nothing matches', async () => {
    const store = open();
    const { position } = await store.append(newStream(), 'no-stream', [event()]);
    const pages = await followUntil(store, { streamPrefixes: [newStream()] }, isLive);
    expect(typesOf(pages)).toEqual([]);
    expect(isAfter(position, pages.at(-1)!.through)).toBe(false);
  });

  it('takes the streams of several prefixes, and all of ours where none is named', async () => {
    const store = open();
    const start = (await store.append(newStream(), 'no-stream', [event()])).position;
    const [one, other] = [await appendEach(store, ['One']), await appendEach(store, ['Other'])];
    await appendEach(store, ['Third']);
    const ofTwo = await followUntil(store, { after: start, streamPrefixes: [other, one] }, isLive);
    expect(typesOf(ofTwo)).toEqual(['One', 'Other']);
    expect(typesOf(await followUntil(store, { after: start }, isLive))).toEqual(['One', 'Other', 'Third']);
  });

  it('keeps the streams of the store itself to itself', async () => {
    const store = open();
    const stream = newStream();
    const { position } = await store.append(stream, 'no-stream', [event()]);
    await store.delete(stream);
    const kept = newStream();
    await store.append(kept, 'no-stream', [event()]);
    const streams = (pages: LogPage[]) => pages.flatMap(({ events }) => events.map((recorded) => recorded.stream));
    expect(streams(await followUntil(store, { after: position }, isLive))).toEqual([kept]);
    expect(streams(await allPages(store.readAll({ after: position })))).toEqual([kept]);
  });

  it('ends at once where the signal aborted before, and from a wait where it aborts then', async () => {
    const store = open();
    expect(await allPages(store.follow({ signal: AbortSignal.abort() }))).toEqual([]);
    const abort = new AbortController();
    for await (const page of store.follow({ signal: abort.signal })) if (page.live) setImmediate(() => abort.abort());
    expect(abort.signal.aborted).toBe(true);
  });

  it('serves many followers at a time, each on its own', async () => {
    const store = open();
    const prefix = await appendEach(store, ['A', 'B', 'C']);
    const options = { streamPrefixes: [prefix], pageSize: 1 };
    const followers = Array.from({ length: 5 }, () => followUntil(store, options, isLive));
    for (const pages of await Promise.all(followers)) expect(typesOf(pages)).toEqual(['A', 'B', 'C']);
  });

  it('shows concurrent appends to every follower in one order', async () => {
    const [store, prefix] = [open(), newStream()];
    const streams = Array.from({ length: 50 }, (_, n) => String(n));
    const appending = Promise.all(streams.map((type) => appendEach(store, [type], prefix)));
    const isDone = (pages: readonly LogPage[]) => typesOf(pages).length === 50;
    const [one, other] = await Promise.all([
      followUntil(store, { streamPrefixes: [prefix] }, isDone),
      followUntil(store, { streamPrefixes: [prefix], pageSize: 3 }, isDone),
    ]);
    await appending;
    expect(typesOf(one)).toEqual(typesOf(other));
    expect(new Set(typesOf(one)).size).toBe(50);
  });

  it('reads the whole log in pages up to its end, and on from a position', async () => {
    const store = open();
    const types = ['E0', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6'];
    const prefix = await appendEach(store, types);
    const pages = await allPages(store.readAll({ streamPrefixes: [prefix], pageSize: 3 }));
    expect(typesOf(pages)).toEqual(types);
    const after = (await store.readLast(`${prefix}-E3`))!.position;
    expect(typesOf(await allPages(store.readAll({ after, pageSize: 2 })))).toEqual(['E4', 'E5', 'E6']);
    expect(await allPages(store.readAll({ after: pages.at(-1)!.through }))).toEqual([]);
  });
};
