import { type DomainEvent, type Projection, type RecordedEvent } from '#event-sourcing';

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

/** An event with the document it belongs to. One whose document cannot be told is parked under its stream's name. */
export interface KeyedEvent {
  readonly key: string;
  readonly event: RecordedEvent;
  readonly unkeyed?: string;
}

export const keyed = (
  { keyOf }: { readonly keyOf: Projection<object>['keyOf'] },
  events: readonly RecordedEvent[],
): KeyedEvent[] => {
  const belonging: KeyedEvent[] = [];
  for (const event of events) {
    try {
      const key = keyOf(event);
      if (key !== undefined) belonging.push({ key, event });
    } catch (error) {
      belonging.push({ key: event.stream, event, unkeyed: String(error) });
    }
  }
  return belonging;
};

/** What is being folded and not yet written: any number of pages of the log, each document once. */
export class PageFold<Doc extends object, Event extends DomainEvent> {
  readonly changed = new Map<string, Change<Doc>>();
  /** Of what is parked, that which changed. */
  readonly parked = new Map<string, ParkedEvents>();

  constructor(
    private readonly projection: Projection<Doc, Event>,
    /** All that is parked so far; added to. */
    private readonly allParked: Map<string, ParkedEvents>,
    /** Ids of events that operations said to pass over. */
    private readonly skipped: ReadonlySet<string> = new Set(),
  ) {}

  /** Documents that events speak of, and that are neither being folded nor begun by them. */
  missing(events: readonly KeyedEvent[], isKnown: (key: string) => boolean): string[] {
    const { begins } = this.projection;
    const seen = new Set<string>();
    const missing: string[] = [];
    for (const { key, event } of events) {
      if (this.changed.has(key) || seen.has(key)) continue;
      seen.add(key);
      if (!begins?.(event) && !isKnown(key)) missing.push(key);
    }
    return missing;
  }

  /** `known` gives documents that are not being folded, as they were last written. */
  add(events: readonly KeyedEvent[], known: (key: string) => Doc | undefined): void {
    for (const { key, event, unkeyed } of events) {
      if (this.skipped.has(event.id)) continue;
      if (unkeyed === undefined) this.fold(key, event, known);
      else this.park(key, event, unkeyed);
    }
  }

  private fold(key: string, event: RecordedEvent, known: (key: string) => Doc | undefined): void {
    if (this.allParked.has(key)) return this.park(key, event, '');
    const change = this.changed.get(key);
    const before = change ? change.after : known(key);
    let after: Doc | undefined;
    try {
      after = asStored(this.projection.evolve(before, this.projection.catalog.read(event)));
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

/**
 * Without fields that are there and undefined: they would not be stored, and a document that went by way of Redis would go
 * on with its fields in another order than one that stayed in memory. So a view is the same bytes however it was filled.
 */
const asStored = <Doc extends object>(doc: Doc | undefined): Doc | undefined => {
  if (!doc || !Object.values(doc).includes(undefined)) return doc;
  return Object.fromEntries(Object.entries(doc).filter(([, value]) => value !== undefined)) as Doc;
};
