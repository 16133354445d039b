import { ANY } from '@eventstore/db-client';
import {
  type AppendResult,
  type EventStore,
  type EventToAppend,
  type ExpectedRevision,
  type FollowOptions,
  type LogPage,
  type ReadOptions,
  type RecordedEvent,
  inSpan,
  isAfter,
  tracesAreOn,
} from '#event-sourcing';
import { append } from './appending.js';
import { isMissingStream } from './client-errors.js';
import { ConnectionSlot } from './connection-slot.js';
import { follow } from './following.js';
import { type Logger } from './logger.js';
import { type ReadingOptions, attempt, readLastOfStream, readLog, readStream } from './reading.js';

export interface EventStoreDbOptions {
  /** `esdb://…`; a cluster in production, the embedded server on one machine. */
  readonly url: string;
  /** How long one try of an append, or one page of a read, may take (default 5,000). */
  readonly deadlineMs?: number;
  /** Tries of an append before the store is called away (default 4). */
  readonly maxTries?: number;
  /** Silence after which a subscription asks whether it missed something (default 15,000). */
  readonly watchdogMs?: number;
  readonly logger?: Logger;
}

const PAGE_SIZE = 1000;

/** The event store over the official client, surviving the client's faults (architecture.md, "Reading the store"). */
export const connectEventStore = (options: EventStoreDbOptions): EventStore => new EventStoreDbEventStore(options);

class EventStoreDbEventStore implements EventStore {
  /** A connection for streams and one for the log, so that catching up keeps no command waiting. */
  private readonly streams: ReadingOptions;
  private readonly log: ReadingOptions;
  private readonly closing = new AbortController();

  constructor(private readonly options: EventStoreDbOptions) {
    const deadlineMs = options.deadlineMs ?? 5000;
    this.streams = { slot: new ConnectionSlot({ ...options, deadlineMs }), deadlineMs };
    this.log = { slot: new ConnectionSlot({ ...options, deadlineMs }), deadlineMs };
  }

  append(stream: string, expected: ExpectedRevision, events: readonly EventToAppend[]): Promise<AppendResult> {
    const read = (from: string, revision: number, limit: number) => readStream(this.streams, from, revision, limit);
    const options = { ...this.streams, read, maxTries: this.options.maxTries ?? 4 };
    const act = () => append(options, stream, expected, events);
    if (!tracesAreOn()) return act();
    return inSpan(
      `append ${events.map(({ type }) => type).join(', ')}`,
      { role: 'client', attributes: { stream } },
      act,
    );
  }

  async read(stream: string, { from = 0, limit = Infinity }: ReadOptions = {}): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let next = from; events.length < limit;) {
      const wanted = Math.min(PAGE_SIZE, limit - events.length);
      const page = await readStream(this.streams, stream, next, wanted);
      for (const event of page) events.push(event);
      if (page.length < wanted) break;
      next = page.at(-1)!.revision + 1;
    }
    return events;
  }

  readLast(stream: string): Promise<RecordedEvent | undefined> {
    return readLastOfStream(this.streams, stream);
  }

  /** The client reads the log without a filter, so the choice is made here. */
  async *readAll(options: Omit<FollowOptions, 'signal'> = {}): AsyncIterable<LogPage> {
    const { streamPrefixes, pageSize = PAGE_SIZE } = options;
    const isWanted = ({ stream }: RecordedEvent) =>
      !stream.startsWith('$') && (streamPrefixes?.some((prefix) => stream.startsWith(prefix)) ?? true);
    for (let after = options.after; ;) {
      const page = await readLog(this.log, after, pageSize + 1);
      const unseen = page.filter(({ position }) => !after || isAfter(position, after)).slice(0, pageSize);
      const last = unseen.at(-1);
      if (!last) return;
      after = last.position;
      yield { events: unseen.filter(isWanted), through: last.position, live: false };
    }
  }

  follow(options: FollowOptions = {}): AsyncIterable<LogPage> {
    const { watchdogMs = 15_000, logger } = this.options;
    return follow({ ...this.log, closing: this.closing.signal, watchdogMs, ...(logger && { logger }) }, options);
  }

  /** A soft delete: readers find nothing from now on, a scavenge takes the bytes off the disk. */
  async delete(stream: string): Promise<void> {
    await attempt(this.streams, (client) =>
      client.deleteStream(stream, { expectedRevision: ANY, deadline: this.streams.deadlineMs }).then(
        () => undefined,
        (error: unknown) => {
          if (!isMissingStream(error)) throw error;
        },
      ),
    );
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([this.streams.slot.close(), this.log.slot.close()]);
  }
}
