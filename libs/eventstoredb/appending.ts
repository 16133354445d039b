import { setTimeout as delay } from 'node:timers/promises';
import {
  type JSONType,
  MaxAppendSizeExceededError,
  NO_STREAM,
  StreamDeletedError,
  WrongExpectedVersionError,
  jsonEvent,
} from '@eventstore/db-client';
import {
  type AppendResult,
  type EventToAppend,
  type ExpectedRevision,
  type RecordedEvent,
  RevisionConflict,
  Unavailable,
} from '#event-sourcing';
import { type ClientSlot } from './client-slot.js';

export interface AppendingOptions {
  readonly slot: ClientSlot;
  readonly read: (stream: string, from: number, limit: number) => Promise<RecordedEvent[]>;
  /** How long one try may take: the client sets no deadline on batch appends. */
  readonly deadlineMs: number;
  /** Tries before the store is called away. */
  readonly maxTries: number;
}

/**
 * One append, brought to an end. A failed or late answer says nothing, so the stream is asked: our events are there, or
 * others', or it stands where it stood and the same ids are appended again.
 */
export const append = async (
  options: AppendingOptions,
  stream: string,
  expected: ExpectedRevision,
  events: readonly EventToAppend[],
): Promise<AppendResult> => {
  for (let tries = 1; ; tries++) {
    const { client } = options.slot;
    try {
      return await tryOnce(options, client, stream, expected, events);
    } catch (error) {
      if (error instanceof WrongExpectedVersionError || error instanceof StreamDeletedError)
        throw new RevisionConflict(stream, expected);
      if (error instanceof MaxAppendSizeExceededError) throw error;
      options.slot.replace(client);
      const settled = await settle(options, stream, expected, events).catch((): 'unknown' => 'unknown');
      if (typeof settled === 'object') return settled;
      if (settled === 'others') throw new RevisionConflict(stream, expected);
      if (tries >= options.maxTries) throw new Unavailable('event store', (error as Error).message, { cause: error });
      await delay(50 * 2 ** tries);
    }
  }
};

const tryOnce = async (
  { deadlineMs }: AppendingOptions,
  client: ClientSlot['client'],
  stream: string,
  expected: ExpectedRevision,
  events: readonly EventToAppend[],
): Promise<AppendResult> => {
  const proposed = events.map(({ id, type, data, metadata }) =>
    jsonEvent({ id, type, data: data as JSONType, metadata: { ...metadata } }),
  );
  const expectedRevision = expected === 'no-stream' ? NO_STREAM : BigInt(expected);
  const appending = client.appendToStream(stream, proposed, { expectedRevision });
  const { nextExpectedRevision, position } = await within(deadlineMs, appending);
  return { revision: Number(nextExpectedRevision), position: position ?? { commit: 0n, prepare: 0n } };
};

const settle = async (
  { read }: AppendingOptions,
  stream: string,
  expected: ExpectedRevision,
  events: readonly EventToAppend[],
): Promise<AppendResult | 'others' | 'not-there'> => {
  const there = await read(stream, expected === 'no-stream' ? 0 : expected + 1, events.length);
  if (there.length === 0) return 'not-there';
  const last = there.at(-1)!;
  const ours = there.length === events.length && there.every(({ id }, index) => id === events[index]!.id);
  return ours ? { revision: last.revision, position: last.position } : 'others';
};

/** @throws once the time is up; what it waited for may still come, unseen. */
export const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  promise.catch(() => undefined);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};
