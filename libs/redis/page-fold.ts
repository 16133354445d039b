import { type DomainEvent, type LogPosition, type Projection, type RecordedEvent } from '#event-sourcing';

/** A document as it was before a page (undefined: not there) and as the page leaves it. */
export interface Change<Doc> {
  readonly before: Doc | undefined;
  after: Doc | undefined;
}
export type Changed<Doc> = ReadonlyMap<string, Change<Doc>>;

/** Events of one document that could not be handled: the one that failed, and those that wait behind it. */
export interface ParkedEvents {
  readonly reason: string;
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly stream: string;
    readonly revision: number;
  }[];
}

/** What is being folded and not yet written: any number of pages of the log, each document once. */
export class PageFold<Doc extends object, Event extends DomainEvent> {
  readonly changed = new Map<string, Change<Doc>>();
  /** Of what is parked, that which changed. */
  readonly parked = new Map<string, ParkedEvents>();
  through: LogPosition | undefined;
  events = 0;
  /** When the last event folded was appended. */
  lastCreatedAt: Date | undefined;

  constructor(
    private readonly projection: Projection<Doc, Event>,
    /** All that is parked so far; added to. */
    private readonly allParked: Map<string, ParkedEvents>,
  ) {}

  /** Documents that events speak of, and that are neither being folded nor begun by them. */
  missing(events: readonly RecordedEvent[], isKnown: (key: string) => boolean): string[] {
    const { keyOf, begins } = this.projection;
    const begun = new Set<string>();
    const missing = new Set<string>();
    for (const event of events) {
      const key = keyOf(event);
      if (key === undefined || this.changed.has(key) || begun.has(key) || missing.has(key)) continue;
      if (begins?.(event)) begun.add(key);
      else if (!isKnown(key)) missing.add(key);
    }
    return [...missing];
  }

  /** `known` gives documents that are not being folded, as they were last written. */
  add(events: readonly RecordedEvent[], known: (key: string) => Doc | undefined): void {
    for (const event of events) {
      const key = this.projection.keyOf(event);
      if (key !== undefined) this.fold(key, event, known);
    }
    this.events += events.length;
    this.lastCreatedAt = events.at(-1)?.createdAt ?? this.lastCreatedAt;
  }

  private fold(key: string, event: RecordedEvent, known: (key: string) => Doc | undefined): void {
    if (this.allParked.has(key)) return this.park(key, event, '');
    const change = this.changed.get(key);
    const before = change ? change.after : known(key);
    let after: Doc | undefined;
    try {
      after = this.projection.evolve(before, this.projection.catalog.read(event));
    } catch (error) {
      return this.park(key, event, String(error));
    }
    if (change) change.after = after;
    else this.changed.set(key, { before, after });
  }

  /** The document's later events wait behind this one; everyone else goes on. */
  private park(key: string, { id, type, stream, revision }: RecordedEvent, reason: string): void {
    const before = this.allParked.get(key) ?? { reason, events: [] };
    const parked = { ...before, events: [...before.events, { id, type, stream, revision }] };
    this.allParked.set(key, parked);
    this.parked.set(key, parked);
  }
}
