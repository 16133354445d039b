import { type ProposedEvent } from './record.js';
import { fieldsOf } from './wire.js';

/** Revision the stream must have, or `any`, `no-stream`, `exists`. */
export type Expected = number | 'any' | 'no-stream' | 'exists';

export interface AppendOptions {
  readonly stream: string;
  readonly expected: Expected;
  /** Milliseconds since the epoch after which the client no longer waits. */
  readonly deadlineMs?: number;
}

const EXPECTED: Record<number, Expected> = { 3: 'no-stream', 4: 'any', 5: 'exists' };

/** `AppendReq.Options`, `BatchAppendReq.Options`, `DeleteReq.Options`, `TombstoneReq.Options`: one shape. */
export const decodeOptions = (options: Buffer): AppendOptions => {
  let [stream, deadlineMs] = ['', Infinity];
  let expected: Expected = 'any';
  for (const { number, value, bytes } of fieldsOf(options)) {
    if (number === 1) stream = streamNameOf(bytes);
    else if (number === 2) expected = Number(value);
    else if (number === 6) deadlineMs = timestampMs(bytes);
    else expected = EXPECTED[number] ?? expected;
  }
  return { stream, expected, deadlineMs };
};

const streamNameOf = (identifier: Buffer): string => {
  for (const { bytes } of fieldsOf(identifier)) return bytes.toString('utf8');
  return '';
};

const timestampMs = (timestamp: Buffer): number => {
  let ms = 0;
  for (const { number, value } of fieldsOf(timestamp)) ms += number === 1 ? Number(value) * 1000 : Number(value) / 1e6;
  return ms;
};

const uuidOf = (uuid: Buffer): string => {
  for (const { number, bytes } of fieldsOf(uuid)) {
    if (number === 2) return bytes.toString('utf8');
    const halves = [...fieldsOf(bytes)].map(({ value }) => BigInt.asUintN(64, value).toString(16).padStart(16, '0'));
    const hex = halves.join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }
  return '';
};

/** `AppendReq.ProposedMessage`, `BatchAppendReq.ProposedMessage`. */
export const decodeProposed = (proposed: Buffer): ProposedEvent => {
  let [id, type, contentType] = ['', '', 'application/octet-stream'];
  let data: Buffer = Buffer.alloc(0);
  let metadata: Buffer = Buffer.alloc(0);
  for (const { number, bytes } of fieldsOf(proposed)) {
    if (number === 1) id = uuidOf(bytes);
    else if (number === 3) metadata = bytes;
    else if (number === 4) data = bytes;
    else if (number === 2) {
      const [key, value] = [...fieldsOf(bytes)].map((part) => part.bytes.toString('utf8'));
      if (key === 'type') type = value ?? '';
      if (key === 'content-type') contentType = value ?? contentType;
    }
  }
  return { id: id.toLowerCase(), type, contentType, data, metadata };
};

export interface BatchChunk {
  /** The correlation id's own bytes, to be echoed. */
  readonly correlationId: Buffer;
  readonly options?: AppendOptions;
  readonly events: readonly ProposedEvent[];
  readonly isFinal: boolean;
}

export const decodeBatchChunk = (request: Buffer): BatchChunk => {
  let correlationId: Buffer = Buffer.alloc(0);
  let options: AppendOptions | undefined;
  let isFinal = false;
  const events: ProposedEvent[] = [];
  for (const { number, value, bytes } of fieldsOf(request)) {
    if (number === 1) correlationId = bytes;
    else if (number === 2) options = decodeOptions(bytes);
    else if (number === 3) events.push(decodeProposed(bytes));
    else if (number === 4) isFinal = value !== 0n;
  }
  return { correlationId, ...(options && { options }), events, isFinal };
};
