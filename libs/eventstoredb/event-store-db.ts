import { ANY, BACKWARDS, END, FORWARDS, START, StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';
import {
  type AppendResult,
  type EventStore,
  type EventToAppend,
  type ExpectedRevision,
  type FollowOptions,
  type LogPage,
  type LogPosition,
  type ReadOptions,
  type RecordedEvent,
  Unavailable,
} from '#event-sourcing';
import { append, within } from './appending.js';
import { ClientSlot } from './client-slot.js';
import { follow } from './following.js';
import { recorded, recordedInLog } from './recorded.js';

export interface EventStoreDbOptions {
  /** `esdb://…`; a cluster in production, the embedded server on one machine. */
  readonly url: string;
  /** How long one try of an append, or one page of a read, may take (default 5,000). */
  readonly deadlineMs?: number;
  /** Tries of an append before the store is called away (default 4). */
  readonly maxTries?: number;
  /** Silence after which a subscription asks whether it missed something (default 15,000). */
  readonly watchdogMs?: number;
}

const READ_PAGE = 2000;

/** The event store over the official client, surviving the client's faults (architecture.md, "Reading the store"). */
export const connectEventStore = (options: EventStoreDbOptions): EventStore => new EventStoreDbEventStore(options);

class EventStoreDbEventStore implements EventStore {
  private readonly appends: ClientSlot;
  private readonly reads: ClientSlot;
  private readonly deadlineMs: number;

  constructor(private readonly options: EventStoreDbOptions) {
    this.appends = new ClientSlot(options.url);
    this.reads = new ClientSlot(options.url);
    this.deadlineMs = options.deadlineMs ?? 5000;
  }

  append(stream: string, expected: ExpectedRevision, events: readonly EventToAppend[]): Promise<AppendResult> {
    const read = (from: string, revision: number, limit: number) => this.read(from, { from: revision, limit });
    const { deadlineMs, options } = this;
    return append({ slot: this.appends, read, deadlineMs, maxTries: options.maxTries ?? 4 }, stream, expected, events);
  }

  async read(stream: string, { from = 0, limit = Infinity }: ReadOptions = {}): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let next = from; events.length < limit;) {
      const maxCount = Math.min(READ_PAGE, limit - events.length);
      const page = await this.readStreamPage(stream, { fromRevision: BigInt(next), maxCount, direction: FORWARDS });
      for (const event of page) events.push(event);
      if (page.length < maxCount) break;
      next = page.at(-1)!.revision + 1;
    }
    return events;
  }

  async readLast(stream: string): Promise<RecordedEvent | undefined> {
    const [last] = await this.readStreamPage(stream, { fromRevision: END, maxCount: 1, direction: BACKWARDS });
    return last;
  }

  async *readAll({
    after,
    streamPrefixes,
    pageSize = READ_PAGE,
  }: Omit<FollowOptions, 'signal'> = {}): AsyncIterable<LogPage> {
    const isWanted = ({ stream }: RecordedEvent) =>
      !stream.startsWith('$') && (streamPrefixes?.some((prefix) => stream.startsWith(prefix)) ?? true);
    for (let through = after; ;) {
      const fromPosition = through ?? START;
      const page = await this.attempt((client) =>
        collect(client.readAll({ fromPosition, maxCount: pageSize + 1, direction: FORWARDS }), recordedInLog),
      );
      const fresh = page.filter(({ position }) => position.commit !== through?.commit).slice(0, pageSize);
      const last = fresh.at(-1);
      if (!last) return;
      through = last.position;
      yield { events: fresh.filter(isWanted), through, live: false };
    }
  }

  follow(options: FollowOptions = {}): AsyncIterable<LogPage> {
    const watchdogMs = this.options.watchdogMs ?? 15_000;
    return follow({ slot: this.reads, endOfLog: () => this.endOfLog(), watchdogMs }, options);
  }

  async delete(stream: string): Promise<void> {
    await this.attempt((client) =>
      client.deleteStream(stream, { expectedRevision: ANY }).catch((error: unknown) => {
        if (!(error instanceof StreamNotFoundError || error instanceof StreamDeletedError)) throw error;
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.appends.close(), this.reads.close()]);
  }

  private readStreamPage(
    stream: string,
    options: { fromRevision: bigint | typeof END; maxCount: number; direction: typeof FORWARDS | typeof BACKWARDS },
  ): Promise<RecordedEvent[]> {
    return this.attempt((client) =>
      collect(client.readStream(stream, options), ({ event }) => (event ? [recorded(event)] : [])).catch(
        (error: unknown) => {
          if (error instanceof StreamNotFoundError || error instanceof StreamDeletedError) return [];
          throw error;
        },
      ),
    );
  }

  private async endOfLog(): Promise<LogPosition | undefined> {
    const read = (client: ClientSlot['client']) =>
      collect(client.readAll({ fromPosition: END, maxCount: 1, direction: BACKWARDS }), recordedInLog);
    return (await this.attempt(read)).at(0)?.position;
  }

  /** Reading changes nothing, so a failure is tried once more on a new client before the store is called away. */
  private async attempt<T>(act: (client: ClientSlot['client']) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const { client } = this.reads;
      try {
        return await within(this.deadlineMs, act(client));
      } catch (error) {
        this.reads.replace(client);
        if (tries === 2) throw new Unavailable('event store', (error as Error).message, { cause: error });
      }
    }
  }
}

/** Takes what the client streams without an await per event. */
const collect = <In, Out>(streaming: AsyncIterable<In>, pick: (resolved: In) => Out[]): Promise<Out[]> =>
  new Promise((resolve, reject) => {
    const taken: Out[] = [];
    const readable = streaming as unknown as NodeJS.EventEmitter;
    readable
      .on('data', (resolved: In) => taken.push(...pick(resolved)))
      .on('error', reject)
      .on('end', () => resolve(taken));
  });
