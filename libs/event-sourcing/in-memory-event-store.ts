import { RevisionConflict } from './errors.js';
import { type EventToAppend, type LogPosition, type RecordedEvent, isAfter } from './event.js';
import {
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type FollowOptions,
  type LogPage,
  type ReadOptions,
} from './event-store.port.js';

/** The in-memory double of the event store; passes the same contract tests as the real one. */
export class InMemoryEventStore implements EventStore {
  private readonly log: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly deletedAt = new Map<string, number>();
  private readonly sleepers = new Set<() => void>();

  append(stream: string, expected: ExpectedRevision, events: readonly EventToAppend[]): Promise<AppendResult> {
    const kept = this.streams.get(stream) ?? [];
    const base = this.deletedAt.get(stream) ?? 0;
    const at = expected === 'no-stream' ? base : expected + 1;
    const there = kept.slice(at - base, at - base + events.length);
    if (there.length === events.length && there.every(({ id }, index) => id === events[index]!.id))
      return Promise.resolve({ revision: there.at(-1)!.revision, position: there.at(-1)!.position });
    if ((expected === 'no-stream' && kept.length > 0) || at !== base + kept.length)
      return Promise.reject(new RevisionConflict(stream, expected));
    for (const event of events) {
      const position = BigInt(this.log.length + 1);
      const recorded: RecordedEvent = {
        ...structuredClone(event),
        stream,
        revision: base + kept.length,
        position: { commit: position, prepare: position },
        createdAt: new Date(),
      };
      kept.push(recorded);
      this.log.push(recorded);
    }
    this.streams.set(stream, kept);
    for (const wake of this.sleepers) wake();
    const last = kept.at(-1)!;
    return Promise.resolve({ revision: last.revision, position: last.position });
  }

  read(stream: string, { from = 0, limit = Infinity }: ReadOptions = {}): Promise<RecordedEvent[]> {
    const events = (this.streams.get(stream) ?? []).filter(({ revision }) => revision >= from);
    return Promise.resolve(events.slice(0, limit));
  }

  readLast(stream: string): Promise<RecordedEvent | undefined> {
    return Promise.resolve(this.streams.get(stream)?.at(-1));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, memory is not
  async *readAll(options: Omit<FollowOptions, 'signal'> = {}): AsyncIterable<LogPage> {
    let after = options.after;
    for (let page = this.pageAfter(after, options); page; page = this.pageAfter(after, options)) {
      yield page;
      after = page.through;
    }
  }

  async *follow(options: FollowOptions = {}): AsyncIterable<LogPage> {
    let after = options.after;
    let live = false;
    while (!options.signal?.aborted) {
      const page = this.pageAfter(after, options);
      if (page) {
        after = page.through;
        live ||= after.commit === BigInt(this.log.length);
        yield { ...page, live };
      } else if (!live) {
        live = true;
        yield { events: [], through: after ?? { commit: 0n, prepare: 0n }, live };
      } else {
        await this.nextAppend(options.signal);
      }
    }
  }

  delete(stream: string): Promise<void> {
    const kept = this.streams.get(stream);
    if (kept) {
      this.deletedAt.set(stream, (this.deletedAt.get(stream) ?? 0) + kept.length);
      this.streams.delete(stream);
      for (const event of kept) this.log[Number(event.position.commit) - 1] = { ...event, stream: '$deleted' };
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private pageAfter(
    after: LogPosition | undefined,
    { streamPrefixes, pageSize = 1000 }: FollowOptions,
  ): LogPage | undefined {
    const unseen = this.log.slice(after ? Number(after.commit) : 0, (after ? Number(after.commit) : 0) + pageSize);
    const through = unseen.at(-1)?.position;
    if (!through || (after && !isAfter(through, after))) return undefined;
    const wanted = ({ stream }: RecordedEvent) =>
      !stream.startsWith('$') && (!streamPrefixes || streamPrefixes.some((prefix) => stream.startsWith(prefix)));
    return { events: unseen.filter(wanted), through, live: false };
  }

  private nextAppend(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.sleepers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.sleepers.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }
}
