import { type EventStoreDBClient, BACKWARDS, END, FORWARDS, START } from '@eventstore/db-client';
import { type LogPosition, type RecordedEvent } from '#event-sourcing';
import { isAnswer, isMissingStream, unavailable } from './client-errors.js';
import { type ConnectionSlot } from './connection-slot.js';
import { recorded } from './recorded.js';

export interface ReadingOptions {
  readonly slot: ConnectionSlot;
  /** How long a call may take. */
  readonly deadlineMs: number;
}

/** At most `limit` events of a stream from a revision on; none for a stream that is not there. */
export const readStream = (
  options: ReadingOptions,
  stream: string,
  from: number,
  limit: number,
): Promise<RecordedEvent[]> =>
  attempt(options, (client, signal) =>
    collect(client.readStream(stream, { fromRevision: BigInt(from), maxCount: limit, direction: FORWARDS }), signal),
  );

export const readLastOfStream = async (options: ReadingOptions, stream: string): Promise<RecordedEvent | undefined> => {
  const read = (client: EventStoreDBClient, signal: AbortSignal) =>
    collect(client.readStream(stream, { fromRevision: END, maxCount: 1, direction: BACKWARDS }), signal);
  return (await attempt(options, read)).at(0);
};

/** The log from a position, itself included; other people's and system events too. */
export const readLog = (
  options: ReadingOptions,
  from: LogPosition | undefined,
  limit: number,
): Promise<RecordedEvent[]> =>
  attempt(options, (client, signal) =>
    collect(client.readAll({ fromPosition: from ?? START, maxCount: limit, direction: FORWARDS }), signal),
  );

/** Position of the log's last event; undefined where there is none. */
export const endOfLog = async (options: ReadingOptions): Promise<LogPosition | undefined> => {
  const read = (client: EventStoreDBClient, signal: AbortSignal) =>
    collect(client.readAll({ fromPosition: END, maxCount: 1, direction: BACKWARDS }), signal);
  return (await attempt(options, read)).at(0)?.position;
};

/**
 * Reading and deleting may be done twice, so a failed call is tried once more, on a new connection; not so a late one,
 * since whoever asked has waited long enough. @throws Unavailable
 */
export const attempt = async <T>(
  { slot, deadlineMs }: ReadingOptions,
  act: (client: EventStoreDBClient, signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  for (let tries = 1; ; tries++) {
    const { connection } = slot;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    try {
      const result = await orAborted(act(connection.client, late.signal), late.signal);
      if (connection.isClosed) throw new Error('the connection was closed before the end');
      return result;
    } catch (error) {
      if (isAnswer(error) || slot.isClosed) throw unavailable(error);
      slot.replace(connection, error as Error);
      if (late.signal.aborted || tries === 2) throw unavailable(error);
    } finally {
      clearTimeout(timer);
    }
  }
};

const orAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    promise.then(resolve, reject);
  });

type Reading = ReturnType<EventStoreDBClient['readStream'] | EventStoreDBClient['readAll']>;

/** Takes what the client streams without an await per event. */
const collect = (reading: Reading, signal: AbortSignal): Promise<RecordedEvent[]> =>
  new Promise((resolve, reject) => {
    const events: RecordedEvent[] = [];
    signal.addEventListener('abort', () => void reading.cancel().catch(() => undefined));
    reading
      .on('data', ({ event }) => void (event && events.push(recorded(event))))
      .on('error', (error) => (isMissingStream(error) ? resolve([]) : reject(error)))
      .on('end', () => resolve(events));
  });
