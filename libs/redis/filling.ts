import { LRUCache } from 'lru-cache';
import {
  type DomainEvent,
  type LogPage,
  type LogPosition,
  type Projection,
  type RecordedEvent,
  tracesAreOn,
} from '#event-sourcing';
import { type Fence } from './lease.js';
import { type Changed, type ParkedEvents, PageFold, keyed } from './page-fold.js';
import { type ProjectionStore } from './projection-store.js';

export interface FillingOptions<Doc extends object, Event extends DomainEvent> {
  readonly projection: Projection<Doc, Event>;
  readonly view: ProjectionStore<Doc>;
  readonly fence: Fence;
  readonly checkpoint: LogPosition | undefined;
  readonly parked: Map<string, ParkedEvents>;
  readonly skipped: ReadonlySet<string>;
  readonly pageSize: number;
  readonly documentsKept: number;
  readonly written: (page: WrittenPage<Doc>) => Promise<void>;
  readonly failed: () => void;
}

export interface WrittenPage<Doc> {
  readonly changed: Changed<Doc>;
  readonly through: LogPosition;
  /** When the newest event so far was appended; undefined if there was none. */
  readonly lastCreatedAt: Date | undefined;
  readonly live: boolean;
  /** Events that were made in a trace, and when they were folded (milliseconds since the epoch). */
  readonly traced: readonly TracedEvent[];
}

export interface TracedEvent {
  readonly type: string;
  readonly stream: string;
  readonly traceparent: string;
  readonly foldedAtMs: number;
}

/** While the view catches up, what was folded is written after so long at the latest. */
const WRITE_AFTER_MS = 2000;

/** One go at a view, from its checkpoint: what is in memory is true for as long as nobody else writes. */
export class Filling<Doc extends object, Event extends DomainEvent> {
  private fold: PageFold<Doc, Event>;
  private eventsFolded = 0;
  private foldedSince = performance.now();
  private through: LogPosition | undefined;
  private lastCreatedAt: Date | undefined;
  private checkpoint: LogPosition | undefined;
  private isLive = false;
  private traced: TracedEvent[] = [];
  private isWriting = false;
  private writing: Promise<void> = Promise.resolve();
  /** As last written, or as they will be once what is being written is. */
  private readonly documents: LRUCache<string, { readonly doc: Doc | undefined }>;

  constructor(private readonly options: FillingOptions<Doc, Event>) {
    this.fold = new PageFold(options.projection, options.parked, options.skipped);
    this.checkpoint = options.checkpoint;
    this.documents = new LRUCache({ max: options.documentsKept });
  }

  /** Folds a page in; writes if it is time, without waiting for the write. @throws what the write before threw */
  async take(page: LogPage): Promise<void> {
    await this.foldIn(page);
    this.isLive ||= page.live;
    const isFull = this.eventsFolded >= this.options.pageSize;
    const isOld = performance.now() - this.foldedSince > WRITE_AFTER_MS;
    // While the view catches up, what is folded goes on growing for as long as the write before takes.
    if (!this.isLive && !isFull && (this.isWriting || !isOld)) return;
    await this.settled();
    this.write();
  }

  /** Waits for what is being written. @throws what the write threw */
  settled(): Promise<void> {
    return this.writing;
  }

  private async foldIn({ events, through }: LogPage): Promise<void> {
    if (this.eventsFolded === 0) this.foldedSince = performance.now();
    const { projection, view, parked } = this.options;
    const belonging = keyed(projection, events);
    const missing = this.fold.missing(belonging, (key) => this.documents.has(key) || parked.has(key));
    // Asked for on the connection that writes, so after what is being written: the answer counts it in.
    const found = missing.length > 0 ? await view.load(missing) : [];
    const loaded = new Map(missing.map((key, index) => [key, found[index]]));
    this.fold.add(belonging, (key) => (loaded.has(key) ? loaded.get(key) : this.documents.get(key)?.doc));
    if (this.isLive && tracesAreOn()) this.traced.push(...belonging.flatMap(({ event }) => tracedOf(event)));
    this.eventsFolded += events.length;
    this.lastCreatedAt = events.at(-1)?.createdAt ?? this.lastCreatedAt;
    this.through = through;
  }

  private write(): void {
    const { projection, view, fence, parked: allParked, skipped } = this.options;
    const { changed, parked } = this.fold;
    const { lastCreatedAt, isLive: live, checkpoint: expected } = this;
    const [through, traced] = [this.through!, this.traced];
    this.traced = [];
    this.fold = new PageFold(projection, allParked, skipped);
    this.eventsFolded = 0;
    this.checkpoint = through;
    for (const [key, { after }] of changed) this.documents.set(key, { doc: after });
    this.isWriting = true;
    this.writing = view.write({ fence, expected, through, changed, parked }).then(async () => {
      this.isWriting = false;
      await this.options.written({ changed, through, lastCreatedAt, live, traced });
    });
    this.writing.catch(() => this.options.failed());
  }
}

const tracedOf = ({ type, stream, metadata: { traceparent } }: RecordedEvent): TracedEvent[] =>
  traceparent === undefined ? [] : [{ type, stream, traceparent, foldedAtMs: Date.now() }];
