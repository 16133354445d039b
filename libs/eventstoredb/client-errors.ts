import { ErrorType, isCommandError } from '@eventstore/db-client';
import { Unavailable } from '#event-sourcing';

const ANSWERS: readonly string[] = [
  ErrorType.STREAM_NOT_FOUND,
  ErrorType.NO_STREAM,
  ErrorType.STREAM_DELETED,
  ErrorType.WRONG_EXPECTED_VERSION,
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.ACCESS_DENIED,
  ErrorType.INVALID_ARGUMENT,
  ErrorType.UNSUPPORTED,
];

const isOfType = (error: unknown, types: readonly string[]): boolean =>
  error instanceof Error && isCommandError(error) && types.includes(error.type);

/** True where the server has answered; of any other error the connection may be the cause. */
export const isAnswer = (error: unknown): boolean => isOfType(error, ANSWERS);

/** True for a stream that is not there: never written, deleted, or ended by a tombstone. */
export const isMissingStream = (error: unknown): boolean =>
  isOfType(error, [ErrorType.STREAM_NOT_FOUND, ErrorType.NO_STREAM, ErrorType.STREAM_DELETED]);

/** True where the stream is not at the revision expected. */
export const isConflict = (error: unknown): boolean =>
  isOfType(error, [ErrorType.WRONG_EXPECTED_VERSION, ErrorType.STREAM_DELETED]);

export const isTooLarge = (error: unknown): boolean => isOfType(error, [ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED]);

export const unavailable = (error: unknown): Unavailable =>
  error instanceof Unavailable ? error : new Unavailable('event store', (error as Error).message, { cause: error });
