import { type AllStreamRecordedEvent, type AllStreamResolvedEvent, type ResolvedEvent } from '@eventstore/db-client';
import { type EventMetadata, type RecordedEvent } from '#event-sourcing';

/** An event as the kernel knows it. Foreign or damaged metadata is handed on as version 0, which no catalogue reads. */
export const recorded = (event: NonNullable<ResolvedEvent['event']> | AllStreamRecordedEvent): RecordedEvent => ({
  id: event.id,
  stream: event.streamId,
  revision: Number(event.revision),
  type: event.type,
  data: event.data as object,
  metadata: metadataOf(event.metadata),
  position: event.position ?? { commit: 0n, prepare: 0n },
  createdAt: event.created,
});

export const recordedInLog = ({ event }: AllStreamResolvedEvent): RecordedEvent[] => (event ? [recorded(event)] : []);

const metadataOf = (metadata: unknown): EventMetadata =>
  typeof metadata === 'object' && metadata !== null && 'schemaVersion' in metadata
    ? (metadata as EventMetadata)
    : { $correlationId: '', $causationId: '', commandId: '', issuedBy: '', schemaVersion: 0, link: '' };
