import { entry, message, number } from './wire.js';

export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** What filters, limits and idempotency look at, without opening the event. */
export interface RecordHeader {
  readonly stream: string;
  readonly type: string;
  readonly id: string;
  readonly revision: number;
  readonly createdMs: number;
}

const FIXED = 36;
const TICKS_PER_MS = 10_000n;

/**
 * A stored event: lengths, revision, time, id, stream and type, then the `ReadEvent` message as a reader gets it, encoded
 * once. Layout (little endian): u16 stream length, u16 type length, f64 revision, f64 created, 16 bytes id.
 */
export const encodeRecord = (header: RecordHeader, event: ProposedEvent, position: number): Buffer => {
  const [stream, type] = [Buffer.from(header.stream), Buffer.from(header.type)];
  const fixed = Buffer.alloc(FIXED);
  fixed.writeUInt16LE(stream.length, 0);
  fixed.writeUInt16LE(type.length, 2);
  fixed.writeDoubleLE(header.revision, 4);
  fixed.writeDoubleLE(header.createdMs, 12);
  Buffer.from(header.id.replaceAll('-', ''), 'hex').copy(fixed, 20);
  const recorded = [
    message(1, message(2, header.id)),
    message(2, message(3, stream)),
    number(3, header.revision),
    number(4, position),
    number(5, position),
    entry(6, 'type', header.type),
    entry(6, 'content-type', event.contentType),
    entry(6, 'created', String(BigInt(header.createdMs) * TICKS_PER_MS)),
    message(7, event.metadata),
    message(8, event.data),
  ];
  const readResponse = message(1, message(1, ...recorded), number(3, position));
  return Buffer.concat([fixed, stream, type, readResponse]);
};

export const headerOf = (record: Buffer): RecordHeader => {
  const streamEnd = FIXED + record.readUInt16LE(0);
  const hex = record.toString('hex', 20, FIXED);
  return {
    stream: record.toString('utf8', FIXED, streamEnd),
    type: record.toString('utf8', streamEnd, streamEnd + record.readUInt16LE(2)),
    revision: record.readDoubleLE(4),
    createdMs: record.readDoubleLE(12),
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
  };
};

/** The `ReadResp` that carries the event, as stored. */
export const readResponseOf = (record: Buffer): Buffer =>
  record.subarray(FIXED + record.readUInt16LE(0) + record.readUInt16LE(2));
