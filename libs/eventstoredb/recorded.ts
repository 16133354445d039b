import { type AllStreamRecordedEvent, type ResolvedEvent } from '@eventstore/db-client';
import { type EventMetadata, type RecordedEvent } from '#event-sourcing';

type ClientEvent = NonNullable<ResolvedEvent['event']> | AllStreamRecordedEvent;

/**
 * An event as the kernel knows it. What nobody of ours wrote is handed on so that no catalogue reads it and nothing
 * crashes: data that is no JSON object as a string, foreign metadata as that of version 0.
 */
export const recorded = (event: ClientEvent): RecordedEvent => ({
  id: event.id,
  stream: event.streamId,
  revision: Number(event.revision),
  type: event.type,
  data: dataOf(event) as object,
  metadata: isOurs(event.metadata) ? event.metadata : FOREIGN,
  position: event.position ?? { commit: 0n, prepare: 0n },
  createdAt: event.created,
});

/** The client hands on JSON that it cannot parse as text, and anything that is not JSON as bytes. */
const dataOf = ({ isJson, data }: ClientEvent): unknown => {
  if (!isJson) return Buffer.from(data).toString('base64');
  return data === null ? 'null' : data;
};

const isOurs = (metadata: unknown): metadata is EventMetadata =>
  typeof metadata === 'object' &&
  metadata !== null &&
  'schemaVersion' in metadata &&
  typeof metadata.schemaVersion === 'number';

const FOREIGN: EventMetadata = Object.freeze({
  $correlationId: '',
  $causationId: '',
  commandId: '',
  issuedBy: '',
  schemaVersion: 0,
  link: '',
});
