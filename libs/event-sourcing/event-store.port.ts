import { type EventToAppend, type LogPosition, type RecordedEvent } from './event.js';

/** The revision a stream must have for an append to be taken; `ANY` is not offered, since it cannot be retried safely. */
export type ExpectedRevision = number | 'no-stream';

export interface AppendResult {
  /** Revision of the last event appended. */
  readonly revision: number;
  readonly position: LogPosition;
}

export interface ReadOptions {
  /** First revision wanted; 0 when left out. */
  readonly from?: number;
  readonly limit?: number;
}

export interface LogPage {
  /** In log order, possibly none (the reader learnt only that it is further). */
  readonly events: readonly RecordedEvent[];
  /** Everything up to and including this position has been seen. */
  readonly through: LogPosition;
  /** True once the reader has reached the end of the log and waits for what comes. */
  readonly live: boolean;
}

export interface FollowOptions {
  /** Start after this position; the start of the log when left out. */
  readonly after?: LogPosition;
  /** Only streams whose name starts with one of these; our own streams (never `$…`) when left out. */
  readonly streamPrefixes?: readonly string[];
  /** Most events a page carries (default 1,000). */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/**
 * The store of record. Adapters: `EventStoreDbEventStore` (the real client) and `InMemoryEventStore`; both pass
 * `test/contract/event-store.contract.ts`.
 */
export interface EventStore {
  /**
   * Durable when it resolves. The same event ids at the same expected revision are a success, for ever.
   * @throws RevisionConflict if the stream has moved on, Unavailable if the store cannot say.
   */
  append(stream: string, expected: ExpectedRevision, events: readonly EventToAppend[]): Promise<AppendResult>;

  /** A stream's events in order; none for a stream that is not there (or was deleted). @throws Unavailable */
  read(stream: string, options?: ReadOptions): Promise<RecordedEvent[]>;

  /** A stream's newest event, or undefined. @throws Unavailable */
  readLast(stream: string): Promise<RecordedEvent | undefined>;

  /** The log in pages up to its present end. @throws Unavailable */
  readAll(options?: Omit<FollowOptions, 'signal'>): AsyncIterable<LogPage>;

  /**
   * The log in pages, then what comes, until `signal` aborts. Survives drops of the connection: it goes on from the last
   * page handed out, so each event comes once per call and in order.
   */
  follow(options?: FollowOptions): AsyncIterable<LogPage>;

  /** Removes a stream for good (keys of personal data: P03). Deleting one that is not there is fine. @throws Unavailable */
  delete(stream: string): Promise<void>;

  close(): Promise<void>;
}
