import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, type RootDatabase, open } from 'lmdb';
import { LRUCache } from 'lru-cache';
import { lockDirectory } from './directory-lock.js';
import { type ProposedEvent, encodeRecord, headerOf } from './record.js';
import { type Expected } from './requests.js';

export const MAX_APPEND_BYTES = 1024 * 1024;

/** Revision of a stream that is not there. */
export const NO_STREAM = -1;

export interface Head {
  readonly revision: number;
  /** Events before this revision are gone (`$tb`). */
  readonly truncatedBefore: number;
  /** A tombstone: nothing may be appended ever again. */
  readonly tombstoned: boolean;
  /** Newest events kept (`$maxCount`). */
  readonly maxCount?: number;
  /** Seconds an event is kept (`$maxAge`). */
  readonly maxAgeSeconds?: number;
  /** True once what was cut off is gone from the file too. */
  readonly scavenged?: boolean;
}

export type Appended =
  | { readonly outcome: 'appended'; readonly revision: number; readonly position: number }
  | { readonly outcome: 'wrong-expected-version'; readonly current: number }
  | { readonly outcome: 'deleted' }
  | { readonly outcome: 'too-large' };

const ABSENT: Head = { revision: NO_STREAM, truncatedBefore: 0, tombstoned: false };
const FIRST_POSITION = 1;
const COPY = '.copy';
const METADATA_STREAMS = '$$';
const METADATA_TYPE = '$metadata';

/**
 * The log in LMDB. `log`: position → record; `streams`: [stream, revision] → position; `heads`: stream → Head, for
 * streams that were cut or ended. Versions and positions are decided in memory, in one turn; what gathers while a commit
 * is on its way makes the next commit; an append is answered once its commit is on disk.
 */
export class LogStore {
  /** Position of the last event on disk. */
  committed: number;
  private next = FIRST_POSITION;
  private waiting: { put: () => void; done: () => void; after?: () => Promise<void> }[] = [];
  private committing: Promise<void> | undefined;
  private readonly heads = new LRUCache<string, Head>({ max: 200_000 });
  /** Streams with an append that is not on disk yet: gathering, and in the commit under way. */
  private gathering = new Set<string>();
  private inFlight = new Set<string>();
  private readonly lately = new LRUCache<string, { stream: string; revision: number; position: number }>({
    max: 50_000,
  });
  private readonly sleepers = new Set<() => void>();

  private environment!: RootDatabase;
  private log!: Database<Buffer, number>;
  private streams!: Database<number, [string, number]>;
  private cuts!: Database<Head, string>;

  private constructor(
    private readonly path: string,
    private readonly unlock: () => void,
  ) {
    this.openFile();
    for (const position of this.log.getKeys({ reverse: true, limit: 1 })) this.next = position + 1;
    this.committed = this.next - 1;
  }

  static open(dataDir: string): LogStore {
    mkdirSync(dataDir, { recursive: true });
    const path = join(dataDir, 'log.mdb');
    rmSync(`${path}${COPY}`, { force: true });
    return new LogStore(path, lockDirectory(dataDir));
  }

  private openFile(): void {
    this.environment = open({ path: this.path, overlappingSync: false, maxDbs: 4, noMemInit: false });
    this.log = this.environment.openDB<Buffer, number>({ name: 'log', encoding: 'binary' });
    this.streams = this.environment.openDB<number, [string, number]>({ name: 'streams' });
    this.cuts = this.environment.openDB<Head, string>({ name: 'heads', encoding: 'json' });
  }

  async close(): Promise<void> {
    while (this.committing) await this.committing;
    await this.environment.close();
    this.unlock();
  }

  headOf(stream: string): Head {
    const known = this.heads.get(stream);
    if (known) return known;
    const cut = this.cuts.get(stream) ?? ABSENT;
    let { revision } = cut;
    const range = { start: [stream, Number.MAX_SAFE_INTEGER], end: [stream, -1], reverse: true, limit: 1 };
    for (const [, last] of this.streams.getKeys(range) as Iterable<[string, number]>)
      revision = Math.max(revision, last);
    const head = { ...cut, revision };
    this.heads.set(stream, head);
    return head;
  }

  async append(stream: string, expected: Expected, events: readonly ProposedEvent[]): Promise<Appended> {
    const bytes = events.reduce(
      (sum, { data, metadata, type }) => sum + data.length + metadata.length + type.length,
      0,
    );
    if (bytes > MAX_APPEND_BYTES) return { outcome: 'too-large' };
    let head = this.headOf(stream);
    if (head.tombstoned) return { outcome: 'deleted' };
    if (!meets(head, expected) || (expected === 'any' && this.lately.has(events[0]?.id ?? ''))) {
      if (this.gathering.has(stream) || this.inFlight.has(stream)) await this.commit(stream, () => undefined);
      const before = this.findAppended(stream, expected, events);
      if (before) return { outcome: 'appended', ...before };
      head = this.headOf(stream);
      if (!meets(head, expected)) return { outcome: 'wrong-expected-version', current: visible(head) };
    }
    return this.write(stream, head, events);
  }

  /** Cuts a stream off: its events so far are gone, a later append goes on counting. */
  async cut(stream: string, change: Partial<Omit<Head, 'revision'>>): Promise<void> {
    const { scavenged: _, ...known } = this.headOf(stream);
    const head = { ...known, ...change };
    this.heads.set(stream, head);
    await this.commit(stream, () => void this.cuts.put(stream, head));
  }

  /**
   * Removes for good what nobody can read any more, from the log and from the file: values are overwritten before they
   * are removed, then the file is copied without its free pages and the copy takes its place.
   */
  async scavenge({ everything }: { readonly everything: boolean }): Promise<void> {
    const streams = [...this.cuts.getKeys()].filter((stream) => everything || !this.headOf(stream).scavenged);
    if (streams.length === 0) return;
    for (const stream of streams) await this.removeCutOff(stream);
    await this.commit(
      '',
      () => undefined,
      () => this.compact(),
    );
    for (const stream of streams) await this.cut(stream, { scavenged: true });
  }

  private async removeCutOff(stream: string): Promise<void> {
    const from = firstReadable(this.headOf(stream));
    const oldest = oldestKeptMs(this.headOf(stream));
    const gone = [...this.streams.getRange({ start: [stream, 0], end: [stream, Number.MAX_SAFE_INTEGER] })].flatMap(
      ({ key, value }: { key: [string, number]; value: number }) => {
        const record = this.log.get(value);
        const isGone = record && (key[1] < from || headerOf(record).createdMs < oldest);
        return isGone ? [{ key, position: value, length: record.length }] : [];
      },
    );
    if (gone.length === 0) return;
    await this.commit(stream, () => {
      for (const { key, position, length } of gone) {
        void this.log.put(position, Buffer.alloc(length));
        void this.log.remove(position);
        void this.streams.remove(key);
      }
    });
  }

  private async compact(): Promise<void> {
    await this.environment.backup(`${this.path}${COPY}`, true);
    await this.environment.close();
    renameSync(`${this.path}${COPY}`, this.path);
    this.openFile();
  }

  /** Records of a stream between two revisions, the first included; backwards if `from` is the larger. */
  *stream(stream: string, from: number, backwards: boolean): Generator<Buffer> {
    const first = firstReadable(this.headOf(stream));
    const oldest = oldestKeptMs(this.headOf(stream));
    const range = backwards
      ? { start: [stream, from], end: [stream, first - 1], reverse: true }
      : { start: [stream, Math.max(from, first)], end: [stream, Number.MAX_SAFE_INTEGER] };
    for (const { value } of this.streams.getRange(range) as Iterable<{ value: number }>) {
      const record = value <= this.committed ? this.log.get(value) : undefined;
      if (record && headerOf(record).createdMs >= oldest) yield record;
    }
  }

  /** Records of the log from a position, itself included, with their positions. */
  *all(from: number, backwards: boolean, limit: number): Generator<{ position: number; record: Buffer }> {
    const range = backwards ? { start: Math.min(from, this.committed), end: 0, reverse: true } : { start: from };
    for (const { key, value } of this.log.getRange({ ...range, limit })) {
      if (key > this.committed) return;
      const { stream, revision } = headerOf(value);
      if (revision >= this.headOf(stream).truncatedBefore) yield { position: key, record: value };
      else yield { position: key, record: Buffer.alloc(0) };
    }
  }

  /** Resolves once the log is longer than `position`, or when `signal` aborts. */
  committedBeyond(position: number, signal: AbortSignal): Promise<void> {
    if (this.committed > position || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private async write(stream: string, head: Head, events: readonly ProposedEvent[]): Promise<Appended> {
    const first = this.next;
    this.next += events.length;
    const revision = head.revision + events.length;
    const cut = head.truncatedBefore > head.revision + 1 ? { truncatedBefore: head.revision + 1 } : {};
    this.heads.set(stream, { ...head, ...cut, revision });
    const retention = stream.startsWith(METADATA_STREAMS) ? this.retentionIn(stream, events.at(-1)!) : undefined;
    const createdMs = Date.now();
    const put = () =>
      events.forEach((event, index) => {
        const [position, at] = [first + index, head.revision + 1 + index];
        const header = { stream, type: event.type, id: event.id, revision: at, createdMs };
        void this.log.put(position, encodeRecord(header, event, position));
        void this.streams.put([stream, at], position);
        if ('truncatedBefore' in cut) void this.cuts.put(stream, { ...head, ...cut });
        this.lately.set(event.id, { stream, revision: at, position });
      });
    await this.commit(stream, () => {
      put();
      retention?.();
    });
    return { outcome: 'appended', revision, position: first + events.length - 1 };
  }

  /** What a stream's metadata says of how much of it is kept, taken over at once. */
  private retentionIn(metadataStream: string, { type, data }: ProposedEvent): (() => void) | undefined {
    if (type !== METADATA_TYPE) return undefined;
    const stream = metadataStream.slice(METADATA_STREAMS.length);
    const { $tb, $maxCount, $maxAge } = JSON.parse(data.toString('utf8')) as Record<string, number | undefined>;
    const { maxCount: _count, maxAgeSeconds: _age, scavenged: _, ...known } = this.headOf(stream);
    const head: Head = {
      ...known,
      truncatedBefore: Math.max(known.truncatedBefore, Math.min($tb ?? 0, Number.MAX_SAFE_INTEGER)),
      ...($maxCount !== undefined && { maxCount: $maxCount }),
      ...($maxAge !== undefined && { maxAgeSeconds: $maxAge }),
    };
    this.heads.set(stream, head);
    return () => void this.cuts.put(stream, head);
  }

  private commit(stream: string, put: () => void, after?: () => Promise<void>): Promise<void> {
    this.gathering.add(stream);
    return new Promise((done) => {
      this.waiting.push({ put, done, ...(after && { after }) });
      this.committing ??= this.commitAll();
    });
  }

  private async commitAll(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      this.inFlight = this.gathering;
      this.gathering = new Set();
      const through = this.next - 1;
      try {
        await this.environment.batch(() => group.forEach(({ put }) => put()));
        for (const { after } of group) await after?.();
      } catch (error) {
        // Memory is ahead of the disk now: nothing this process would say of the log could be trusted.
        console.error('the log cannot be written', error);
        process.exit(1);
      }
      this.committed = through;
      this.inFlight.clear();
      for (const { done } of group) done();
      for (const wake of [...this.sleepers]) wake();
    }
    this.committing = undefined;
  }

  /** Where these very events were appended before, if they were. */
  private findAppended(stream: string, expected: Expected, events: readonly ProposedEvent[]) {
    const last = events.at(-1);
    if (!last || expected === 'exists') return undefined;
    if (expected === 'any') {
      const known = this.lately.get(last.id);
      return known?.stream === stream ? known : undefined;
    }
    const { truncatedBefore } = this.headOf(stream);
    let at = expected === 'no-stream' ? truncatedBefore : expected + 1;
    for (const { id } of events) {
      const position = this.streams.get([stream, at++]);
      if (position === undefined || headerOf(this.log.get(position)!).id !== id) return undefined;
    }
    return { revision: at - 1, position: this.streams.get([stream, at - 1])! };
  }
}

/** The revision a reader sees: none once everything is cut off. */
export const visible = ({ revision, truncatedBefore }: Head): number =>
  revision < truncatedBefore ? NO_STREAM : revision;

/** The first revision a reader gets, by `$tb` and `$maxCount`. */
const firstReadable = ({ revision, truncatedBefore, maxCount }: Head): number =>
  Math.max(truncatedBefore, maxCount === undefined ? 0 : revision - maxCount + 1);

/** Events created before this, in milliseconds since the epoch, are gone by `$maxAge`. */
const oldestKeptMs = ({ maxAgeSeconds }: Head): number =>
  maxAgeSeconds === undefined ? 0 : Date.now() - maxAgeSeconds * 1000;

const meets = (head: Head, expected: Expected): boolean => {
  switch (expected) {
    case 'any':
      return true;
    case 'exists':
      return visible(head) !== NO_STREAM;
    case 'no-stream':
      return visible(head) === NO_STREAM;
    default:
      return head.revision === expected;
  }
};
