import { type DomainEvent, type EventStore, type LogPosition, type Projection, isAfter } from '#event-sourcing';
import { type Change, type ParkedEvents, PageFold, keyed } from './page-fold.js';

/** Folds some documents of a view again from the beginning of the log, up to any position, and on from there. */
export class Refolding<Doc extends object, Event extends DomainEvent> {
  readonly parked = new Map<string, ParkedEvents>();
  /** Events of these documents folded so far. */
  events = 0;
  private readonly fold: PageFold<Doc, Event>;
  private position: LogPosition | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'readAll'>,
    private readonly projection: Projection<Doc, Event>,
    private readonly isWanted: (key: string) => boolean,
    skipped: ReadonlySet<string>,
  ) {
    this.fold = new PageFold(projection, this.parked, skipped);
  }

  /** Of the documents that there are or were, up to where it has come. */
  get keys(): Iterable<string> {
    return this.fold.changed.keys();
  }

  /** Undefined: the document is not there (any more). */
  document(key: string): Doc | undefined {
    return this.fold.changed.get(key)?.after;
  }

  /** What a page has to write so that the documents found there become these. */
  changes(found: ReadonlyMap<string, Doc | undefined>): Map<string, Change<Doc>> {
    return new Map([...found].map(([key, before]) => [key, { before, after: this.document(key) }]));
  }

  /** @throws Unavailable */
  async foldTo(end: LogPosition, progress?: (through: LogPosition) => void, signal?: AbortSignal): Promise<void> {
    const { streamPrefixes } = this.projection;
    const from = this.position;
    for await (const { events, through } of this.store.readAll({ ...(from && { after: from }), streamPrefixes })) {
      if (signal?.aborted) return;
      const seen = events.filter(({ position }) => !isAfter(position, end));
      const wanted = keyed(this.projection, seen).filter(({ key }) => this.isWanted(key));
      this.fold.add(wanted, () => undefined);
      this.events += wanted.length;
      progress?.(through);
      if (!isAfter(end, through)) break;
    }
    this.position = end;
  }
}
