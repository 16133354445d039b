import { type sendUnaryData, type ServerDuplexStream, type ServerReadableStream } from '@grpc/grpc-js';
import { type Appended, type LogStore, MAX_APPEND_BYTES, NO_STREAM } from './log-store.js';
import { refusal } from './refusals.js';
import { type AppendOptions, type Expected, decodeBatchChunk, decodeOptions, decodeProposed } from './requests.js';
import { type ProposedEvent } from './record.js';
import { fieldsOf, message, number } from './wire.js';

/** Streams.Append: options first, then the events, one answer. */
export const append =
  (store: LogStore) => (call: ServerReadableStream<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
    let options: AppendOptions = { stream: '', expected: 'any' };
    const events: ProposedEvent[] = [];
    call.on('data', (request: Buffer) => {
      for (const field of fieldsOf(request)) {
        if (field.number === 1) options = decodeOptions(field.bytes);
        else events.push(decodeProposed(field.bytes));
      }
    });
    call.on('end', () => {
      void store.append(options.stream, options.expected, events).then((appended) => {
        const failure = refusalOf(appended, options.stream);
        if (failure) answer(failure);
        else answer(null, appendResponse(appended, options.expected));
      });
    });
  };

const refusalOf = (appended: Appended, stream: string) => {
  if (appended.outcome === 'deleted') return refusal.streamDeleted(stream);
  return appended.outcome === 'too-large' ? refusal.appendTooLarge(MAX_APPEND_BYTES) : undefined;
};

const appendResponse = (appended: Appended, expected: Expected): Buffer => {
  if (appended.outcome === 'appended') return message(1, ...success(appended.revision, appended.position));
  const current = (appended as { current: number }).current;
  const now = current === NO_STREAM ? message(7, '') : number(6, current);
  return message(2, now, expectation(expected, { revision: 8, any: 9, exists: 10, noStream: 11 }));
};

const success = (revision: number, position: number): Buffer[] => [
  number(1, revision),
  message(3, number(1, position), number(2, position)),
];

const expectation = (
  expected: Expected,
  field: { readonly revision: number; readonly any: number; readonly exists: number; readonly noStream: number },
): Buffer => {
  if (expected === 'any') return message(field.any, '');
  if (expected === 'exists') return message(field.exists, '');
  return expected === 'no-stream' ? message(field.noStream, '') : number(field.revision, expected);
};

interface Batch {
  readonly options: AppendOptions;
  readonly events: ProposedEvent[];
}

/** Streams.BatchAppend: many appends on one call, each in chunks, each answered exactly once under its correlation id. */
export const batchAppend = (store: LogStore) => (call: ServerDuplexStream<Buffer, Buffer>) => {
  const open = new Map<string, Batch>();
  call.on('data', (request: Buffer) => {
    const { correlationId, options, events, isFinal } = decodeBatchChunk(request);
    const id = correlationId.toString('latin1');
    const batch = options ? { options, events: [] } : open.get(id);
    if (!batch) return;
    batch.events.push(...events);
    open.set(id, batch);
    if (!isFinal) return;
    open.delete(id);
    void settle(store, batch).then((body) => call.write(Buffer.concat([message(1, correlationId), ...body])));
  });
  call.on('end', () => call.end());
  call.on('error', () => undefined);
};

const settle = async (store: LogStore, { options, events }: Batch): Promise<Buffer[]> => {
  const { stream, expected, deadlineMs } = options;
  const identifier = message(4, message(3, stream));
  const failed = (code: number, type: string, ...details: Buffer[]) => {
    const any = message(3, message(1, `type.googleapis.com/event_store.client.${type}`), message(2, ...details));
    return [message(2, number(1, code), message(2, type), any), identifier];
  };
  if (deadlineMs !== undefined && deadlineMs < Date.now()) return failed(4, 'Timeout', Buffer.alloc(0));
  const appended = await store.append(stream, expected, events);
  switch (appended.outcome) {
    case 'appended':
      return [message(3, ...success(appended.revision, appended.position)), identifier];
    case 'wrong-expected-version': {
      const now = appended.current === NO_STREAM ? message(2, '') : number(1, appended.current);
      const wanted = expectation(expected, { revision: 3, any: 4, exists: 5, noStream: 6 });
      return failed(9, 'WrongExpectedVersion', now, wanted);
    }
    case 'deleted':
      return failed(9, 'StreamDeleted', message(1, message(3, stream)));
    case 'too-large':
      return failed(3, 'MaximumAppendSizeExceeded', number(1, MAX_APPEND_BYTES));
  }
};
