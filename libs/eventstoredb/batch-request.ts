import { createRequire } from 'node:module';
import type timestampModule from 'google-protobuf/google/protobuf/timestamp_pb.js';
import identifiers from '@eventstore/db-client/dist/utils/grpcStreamIdentifier.js';
import uuids from '@eventstore/db-client/dist/utils/grpcUUID.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { type EventToAppend, type ExpectedRevision } from '#event-sourcing';

// The client brings its own google-protobuf, whose messages do not mix with those of another version.
const require = createRequire(import.meta.url);
const requireOfClient = createRequire(require.resolve('@eventstore/db-client'));
const timestampPb = requireOfClient('google-protobuf/google/protobuf/timestamp_pb.js') as typeof timestampModule;

/** As the client cuts them: a server takes messages up to 4 MiB. */
const MAX_CHUNK_BYTES = 3 * 1024 * 1024;

/** An event as it goes over the wire. */
export interface Proposed {
  readonly message: streamsPb.BatchAppendReq.ProposedMessage;
  readonly bytes: number;
}

/** @throws TypeError for what JSON cannot hold. */
export const proposed = ({ id, type, data, metadata }: EventToAppend): Proposed => {
  const message = new streamsPb.BatchAppendReq.ProposedMessage();
  const [dataBytes, metadataBytes] = [Buffer.from(JSON.stringify(data)), Buffer.from(JSON.stringify(metadata))];
  message.setId(uuids.createUUID(id));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  message.setData(dataBytes);
  message.setCustomMetadata(metadataBytes);
  return { message, bytes: dataBytes.length + metadataBytes.length + type.length + 64 };
};

/** One append as the messages of a batch call; the last is marked final. */
export function* chunksOf(
  id: string,
  stream: string,
  expected: ExpectedRevision,
  events: readonly Proposed[],
  deadlineMs: number,
): Generator<streamsPb.BatchAppendReq> {
  let chunk = newChunk(id);
  chunk.setOptions(optionsOf(stream, expected, deadlineMs));
  let bytes = 0;
  for (const { message, bytes: size } of events) {
    if (bytes > 0 && bytes + size > MAX_CHUNK_BYTES) {
      yield chunk;
      chunk = newChunk(id);
      bytes = 0;
    }
    chunk.addProposedMessages(message);
    bytes += size;
  }
  chunk.setIsFinal(true);
  yield chunk;
}

const newChunk = (id: string): streamsPb.BatchAppendReq => {
  const chunk = new streamsPb.BatchAppendReq();
  chunk.setCorrelationId(uuids.createUUID(id));
  return chunk;
};

const optionsOf = (stream: string, expected: ExpectedRevision, deadlineMs: number) => {
  const options = new streamsPb.BatchAppendReq.Options();
  options.setStreamIdentifier(identifiers.createStreamIdentifier(stream));
  options.setDeadline(timestampPb.Timestamp.fromDate(new Date(Date.now() + deadlineMs)));
  if (expected === 'no-stream') options.setNoStream(new sharedPb.Empty());
  else options.setStreamPosition(String(expected));
  return options;
};
