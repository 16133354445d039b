import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** Errors the client recognises by their trailers; names are percent-encoded, trailers being ASCII. */
const refused = (code: status, exception: string, trailers: Record<string, string | number>): Partial<ServiceError> => {
  const metadata = new Metadata();
  metadata.set('exception', exception);
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, encodeURIComponent(value));
  return { code, details: exception, metadata };
};

export const refusal = {
  streamDeleted: (stream: string) => refused(status.FAILED_PRECONDITION, 'stream-deleted', { 'stream-name': stream }),
  appendTooLarge: (bytes: number) =>
    refused(status.INVALID_ARGUMENT, 'maximum-append-size-exceeded', { 'maximum-append-size': bytes }),
  wrongExpectedVersion: (stream: string, expected: number, actual: number) =>
    refused(status.FAILED_PRECONDITION, 'wrong-expected-version', {
      'stream-name': stream,
      'expected-version': expected,
      'actual-version': actual,
    }),
  unimplemented: { code: status.UNIMPLEMENTED, details: 'not part of the embedded event store' },
};
