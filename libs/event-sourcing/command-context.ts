import { randomUUID } from 'node:crypto';
import { deterministicId } from './deterministic-id.js';
import { type RecordedEvent } from './event.js';

/** Who asks, why, and under which id; becomes the metadata of the events. */
export interface CommandContext {
  /** Two commands with the same id are the same command. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly issuedBy: string;
  /** Set where the caller sent an `Idempotency-Key`: the stream is searched for `commandId` before anything is decided. */
  readonly requestHash?: string;
  /** The revision the caller saw (`If-Match`). */
  readonly expectedRevision?: number;
}

/** The context of a command that nothing but its issuer caused. */
export const newCommand = (issuedBy: string, given: Partial<CommandContext> = {}): CommandContext => {
  const commandId = given.commandId ?? randomUUID();
  return { correlationId: commandId, causationId: commandId, ...given, commandId, issuedBy };
};

/** The context of a command caused by an event: handled twice, it is the same command. */
export const causedBy = (
  event: Pick<RecordedEvent, 'id' | 'metadata'>,
  issuedBy: string,
  ...distinguish: readonly (string | number)[]
): CommandContext => ({
  commandId: deterministicId(event.id, issuedBy, ...distinguish),
  correlationId: event.metadata.$correlationId,
  causationId: event.id,
  issuedBy,
});
