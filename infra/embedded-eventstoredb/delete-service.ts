import { type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { type LogStore, NO_STREAM, visible } from './log-store.js';
import { refusal } from './refusals.js';
import { decodeOptions } from './requests.js';
import { fieldsOf, message, number } from './wire.js';

/** As the real server writes a soft delete: everything before the end of time is cut off. */
const EVERYTHING = Number.MAX_SAFE_INTEGER;
const EXPECTED_NUMBER = { any: -2, 'no-stream': -1, exists: -4 } as const;

/** Streams.Delete (the name may be used again) and Streams.Tombstone (it may not). */
export const remove =
  (store: LogStore, kind: 'delete' | 'tombstone', scavengeSoon: () => void) =>
  (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
    const [request] = [...fieldsOf(call.request)];
    const { stream, expected } = decodeOptions(request!.bytes);
    const head = store.headOf(stream);
    if (head.tombstoned) return answer(refusal.streamDeleted(stream));
    const current = visible(head);
    const wanted = typeof expected === 'number' ? expected : EXPECTED_NUMBER[expected];
    const met = expected === 'any' || (expected === 'exists' ? current !== NO_STREAM : current === wanted);
    if (!met) return answer(refusal.wrongExpectedVersion(stream, wanted, current));
    const tombstoned = kind === 'tombstone';
    void store
      .cut(stream, { truncatedBefore: EVERYTHING, tombstoned })
      .then(scavengeSoon)
      .then(() => answer(null, message(1, number(1, store.committed), number(2, store.committed))));
  };
