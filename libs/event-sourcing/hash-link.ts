import { createHash } from 'node:crypto';
import { deterministicId } from './deterministic-id.js';
import { type EventMetadata, type RecordedEvent } from './event.js';

/** The link before a stream's first event. */
export const GENESIS = '';

type Unlinked = Omit<EventMetadata, 'link'>;

/**
 * An event's link: SHA-256 over the previous link and the bytes stored for this event (T23). Covers the newest event
 * too, and everything before it through the previous link. The bytes are what `JSON.stringify` wrote; parsing and
 * writing them again gives the same bytes, so a reader can recompute the link from the parsed event.
 */
export const linkOf = (previous: string, event: { type: string; data: object; metadata: Unlinked }): string =>
  createHash('sha256')
    .update(`${previous}\n${event.type}\n${JSON.stringify(event.data)}\n${JSON.stringify(event.metadata)}`)
    .digest('base64url');

/**
 * An event's id follows from its command and its link, so from its place and its content: the store takes the same id
 * twice as the same event, and so it must be. A command decided anew, even a millisecond later, has other ids.
 */
export const idOf = (commandId: string, link: string): string => deterministicId(commandId, link);

/** True if the event's bytes are those that were appended after `previous`. */
export const isLinkedTo = (previous: string, { id, type, data, metadata }: RecordedEvent): boolean => {
  const { link, ...unlinked } = metadata;
  return link === linkOf(previous, { type, data, metadata: unlinked }) && id === idOf(metadata.commandId, link);
};
