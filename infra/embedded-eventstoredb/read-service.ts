import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type ServerWritableStream } from '@grpc/grpc-js';
import type streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { type LogStore, NO_STREAM, visible } from './log-store.js';
import { headerOf, readResponseOf } from './record.js';
import { filterOf } from './record-filter.js';
import { message, number } from './wire.js';

const { ReadReq } = createRequire(import.meta.url)('@eventstore/db-client/generated/streams_pb.js') as typeof streamsPb;

type Call = ServerWritableStream<Buffer, Buffer>;
type Options = streamsPb.ReadReq.Options;

/** How much is read in one turn: long enough to be fast, short enough to let appends through. */
const TURN = 256;

interface Turn {
  readonly responses: readonly Buffer[];
  /** True if there is no more to read for now. */
  readonly atEnd: boolean;
}

interface Source {
  nextTurn(): Turn;
  /** What a subscriber is told when it goes live. */
  caughtUp(): readonly Buffer[];
}

/** Streams.Read: a stream or the whole log, either way, once or as a live subscription. */
export const read = (store: LogStore) => (call: Call) => {
  const options = ReadReq.deserializeBinary(call.request).getOptions()!;
  const source = options.hasStream() ? streamSource(store, options) : logSource(store, options);
  serve(store, call, source, options.hasSubscription()).catch((error: unknown) => call.destroy(error as Error));
};

/** Given as the reason, since making the default one for every call costs more than a short read. */
const GONE = 'gone';

const serve = async (store: LogStore, call: Call, source: Source, subscription: boolean): Promise<void> => {
  const gone = new AbortController();
  const leave = () => gone.abort(GONE);
  call.on('close', leave).on('cancelled', leave);
  if (subscription) call.write(message(2, message(1, randomUUID())));
  for (let live = false; !call.cancelled;) {
    const seen = store.committed;
    const { responses, atEnd } = source.nextTurn();
    for (const response of responses) if (!call.write(response)) await drained(call);
    if (!atEnd) {
      await setImmediate();
      continue;
    }
    if (!subscription) return void call.end();
    if (!live) for (const response of source.caughtUp()) call.write(response);
    live = true;
    await store.committedBeyond(seen, gone.signal);
  }
};

const streamSource = (store: LogStore, options: Options): Source => {
  const wanted = options.getStream()!;
  const stream = Buffer.from(wanted.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8');
  const head = store.headOf(stream);
  const caughtUp = () => [message(8, '')];
  if (!options.hasSubscription() && visible(head) === NO_STREAM)
    return { nextTurn: () => ({ responses: [message(4, message(1, message(3, stream)))], atEnd: true }), caughtUp };
  const backwards = isBackwards(options);
  let from = wanted.hasRevision() ? Number(wanted.getRevision()) : 0;
  if (options.hasSubscription()) from = wanted.hasEnd() ? head.revision + 1 : from + (wanted.hasRevision() ? 1 : 0);
  else if (wanted.hasEnd()) from = head.revision;
  let left = limitOf(options);
  const nextTurn = (): Turn => {
    const responses: Buffer[] = [];
    for (const record of store.stream(stream, from, backwards)) {
      if (left === 0 || responses.length === TURN) return { responses, atEnd: left === 0 };
      from = headerOf(record).revision + (backwards ? -1 : 1);
      left--;
      responses.push(readResponseOf(record));
    }
    return { responses, atEnd: true };
  };
  return { nextTurn, caughtUp };
};

const logSource = (store: LogStore, options: Options): Source => {
  const wanted = options.getAll()!;
  const backwards = isBackwards(options);
  const subscription = options.hasSubscription();
  const filter = filterOf(options.getFilter());
  let from = firstPosition(store, wanted, backwards, subscription);
  let left = limitOf(options);
  let considered = 0;
  const nextTurn = (): Turn => {
    const responses: Buffer[] = [];
    let read = 0;
    for (const { position, record } of store.all(from, backwards, TURN)) {
      if (left === 0) return { responses, atEnd: true };
      read++;
      from = position + (backwards ? -1 : 1);
      if (record.length > 0 && filter.matches(record)) {
        left--;
        responses.push(readResponseOf(record));
      }
      if (subscription && ++considered % filter.checkpointEvery === 0) responses.push(checkpoint(position));
    }
    return { responses, atEnd: read < TURN };
  };
  const isFiltered = filter.checkpointEvery < Infinity;
  return { nextTurn, caughtUp: () => [...(isFiltered && from > 1 ? [checkpoint(from - 1)] : []), message(8, '')] };
};

/** Reads start at their position, subscriptions after it. */
const firstPosition = (
  store: LogStore,
  wanted: streamsPb.ReadReq.Options.AllOptions,
  backwards: boolean,
  subscription: boolean,
): number => {
  if (wanted.hasEnd()) return store.committed + (backwards ? 0 : 1);
  if (!wanted.hasPosition()) return backwards ? store.committed : 0;
  return Number(wanted.getPosition()!.getCommitPosition()) + (subscription ? 1 : 0);
};

const isBackwards = (options: Options) => options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;

const checkpoint = (position: number): Buffer => message(3, number(1, position), number(2, position));

const limitOf = (options: Options): number => (options.hasCount() ? Number(options.getCount()) : Infinity);

const drained = (call: Call): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      call.off('drain', go).off('close', go).off('cancelled', go);
      resolve();
    };
    call.on('drain', go).on('close', go).on('cancelled', go);
  });
