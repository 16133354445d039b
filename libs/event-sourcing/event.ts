/** A fact of the domain: what happened, in the past tense, and what it carries. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** Where an event stands in the whole log; EventStoreDB's commit and prepare positions. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** What every stored event carries beside its data (docs/adr/0002). Names that start with `$` are EventStoreDB's own. */
export interface EventMetadata {
  readonly $correlationId: string;
  /** The command that caused the event, or the event that caused that command. */
  readonly $causationId: string;
  readonly commandId: string;
  /** Who issued the command: a service, a staff role, or one of our own processes. */
  readonly issuedBy: string;
  readonly schemaVersion: number;
  /** SHA-256 (base64url) over the stream's previous link and this event's stored bytes: see `hash-link.ts`. */
  readonly link: string;
  /** SHA-256 of the request's body where the caller sent an `Idempotency-Key`: another body under the same key shows. */
  readonly requestHash?: string;
  /** W3C trace context of the command, where traces are made: what the event leads to goes on from there. */
  readonly traceparent?: string;
}

export interface EventToAppend {
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent<E extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly stream: string;
  /** 0 for a stream's first event. */
  readonly revision: number;
  readonly type: E['type'];
  readonly data: E['data'];
  readonly metadata: EventMetadata;
  readonly position: LogPosition;
  readonly createdAt: Date;
}

export const isAfter = (one: LogPosition, other: LogPosition): boolean =>
  one.commit > other.commit || (one.commit === other.commit && one.prepare > other.prepare);
