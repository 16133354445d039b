import { setTimeout as delay } from 'node:timers/promises';
import {
  type AppendResult,
  type EventToAppend,
  type ExpectedRevision,
  type RecordedEvent,
  RevisionConflict,
} from '#event-sourcing';
import { proposed } from './batch-request.js';
import { isAnswer, isConflict, isTooLarge, unavailable } from './client-errors.js';
import { type ConnectionSlot } from './connection-slot.js';

export interface AppendingOptions {
  readonly slot: ConnectionSlot;
  readonly read: (stream: string, from: number, limit: number) => Promise<RecordedEvent[]>;
  /** How long one try may take. No further try begins after twice that. */
  readonly deadlineMs: number;
  /** Tries before the store is called away. */
  readonly maxTries: number;
}

/**
 * One append, brought to an end. A failed or late answer says nothing, so the stream is asked: our events are there, or
 * others', or it stands where it stood and the same ids are appended again.
 * @throws RevisionConflict, Unavailable, MaxAppendSizeExceededError
 */
export const append = async (
  options: AppendingOptions,
  stream: string,
  expected: ExpectedRevision,
  events: readonly EventToAppend[],
): Promise<AppendResult> => {
  const { slot, deadlineMs, maxTries } = options;
  const encoded = events.map(proposed);
  const giveUpAt = Date.now() + 2 * deadlineMs;
  for (let tries = 1; ; tries++) {
    const { connection } = slot;
    try {
      return await connection.lane.append(stream, expected, encoded, deadlineMs);
    } catch (error) {
      if (isTooLarge(error)) throw error;
      if (isAnswer(error) && !isConflict(error)) throw unavailable(error);
      if (!isConflict(error)) slot.replace(connection, error as Error);
      const found = await settle(options, stream, expected, events);
      if (typeof found === 'object') return found;
      if (found === 'others' || isConflict(error)) throw new RevisionConflict(stream, expected);
      if (tries >= maxTries || Date.now() >= giveUpAt) throw unavailable(error);
      await delay(50 * 2 ** tries);
    }
  }
};

const settle = async (
  { read }: AppendingOptions,
  stream: string,
  expected: ExpectedRevision,
  events: readonly EventToAppend[],
): Promise<AppendResult | 'others' | 'not-there' | 'unknown'> => {
  const from = expected === 'no-stream' ? 0 : expected + 1;
  const there = await read(stream, from, events.length).catch((): undefined => undefined);
  const last = there?.at(-1);
  if (!there || !last) return there ? 'not-there' : 'unknown';
  const areOurs = there.length === events.length && there.every(({ id }, index) => id === events[index]!.id);
  return areOurs ? { revision: last.revision, position: last.position } : 'others';
};
