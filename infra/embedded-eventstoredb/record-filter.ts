import type streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { headerOf } from './record.js';

export interface RecordFilter {
  matches(record: Buffer): boolean;
  /** Events considered between two checkpoints; Infinity where none was asked for. */
  readonly checkpointEvery: number;
}

const WINDOW = 32;

/** A server-side filter: by prefixes or a regular expression, of stream names or event types. */
export const filterOf = (options: streamsPb.ReadReq.Options.FilterOptions | undefined): RecordFilter => {
  if (!options) return { matches: () => true, checkpointEvery: Infinity };
  const expression = options.getEventType() ?? options.getStreamIdentifier();
  const property = options.hasEventType() ? 'type' : 'stream';
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = prefixes.length === 0 ? new RegExp(expression?.getRegex() ?? '') : undefined;
  const window = options.hasMax() ? options.getMax() : WINDOW;
  return {
    matches: (record) => {
      const text = headerOf(record)[property];
      return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
    },
    checkpointEvery: Math.max(1, options.getCheckpointintervalmultiplier() * Math.max(1, window)),
  };
};
