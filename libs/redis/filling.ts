import { LRUCache } from 'lru-cache';
import { type DomainEvent, type LogPage, type LogPosition, type Projection } from '#event-sourcing';
import { type Fence } from './lease.js';
import { type Changed, type ParkedEvents, PageFold } from './page-fold.js';
import { type ProjectionStore } from './projection-store.js';

export interface FillingOptions<Doc extends object, Event extends DomainEvent> {
  readonly projection: Projection<Doc, Event>;
  readonly view: ProjectionStore<Doc>;
  readonly fence: Fence;
  readonly checkpoint: LogPosition | undefined;
  readonly parked: Map<string, ParkedEvents>;
  readonly pageSize: number;
  readonly documentsKept: number;
  readonly written: (page: WrittenPage<Doc>) => Promise<void>;
  readonly failed: () => void;
}

export interface WrittenPage<Doc> {
  readonly changed: Changed<Doc>;
  readonly through: LogPosition;
  /** When the newest event of the page was appended; undefined for a page without. */
  readonly lastCreatedAt: Date | undefined;
  readonly live: boolean;
}

/** While the view catches up, what was folded is written after so long at the latest. */
const WRITE_AFTER_MS = 250;

/** One go at a view, from its checkpoint: what is in memory is true for as long as nobody else writes. */
export class Filling<Doc extends object, Event extends DomainEvent> {
  private fold: PageFold<Doc, Event>;
  private foldedSince = performance.now();
  private checkpoint: LogPosition | undefined;
  private isLive = false;
  private isWriting = false;
  private writing: Promise<void> = Promise.resolve();
  /** As last written, or as they will be once what is being written is. */
  private readonly documents: LRUCache<string, { readonly doc: Doc | undefined }>;

  constructor(private readonly options: FillingOptions<Doc, Event>) {
    this.fold = new PageFold(options.projection, options.parked);
    this.checkpoint = options.checkpoint;
    this.documents = new LRUCache({ max: options.documentsKept });
  }

  /** Folds a page in; writes if it is time, without waiting for the write. @throws what the write before threw */
  async take(page: LogPage): Promise<void> {
    await this.foldIn(page);
    this.isLive ||= page.live;
    const isFull = this.fold.events >= this.options.pageSize;
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
    if (this.fold.events === 0) this.foldedSince = performance.now();
    const missing = this.fold.missing(events, (key) => this.documents.has(key) || this.options.parked.has(key));
    // Asked for on the connection that writes, so after what is being written: the answer counts it in.
    const found = missing.length > 0 ? await this.options.view.load(missing) : [];
    const loaded = new Map(missing.map((key, index) => [key, found[index]]));
    this.fold.add(events, (key) => (loaded.has(key) ? loaded.get(key) : this.documents.get(key)?.doc));
    this.fold.through = through;
  }

  private write(): void {
    const { projection, view, fence, parked: allParked } = this.options;
    const { changed, parked, lastCreatedAt } = this.fold;
    const [expected, through, live] = [this.checkpoint, this.fold.through!, this.isLive];
    this.fold = new PageFold(projection, allParked);
    this.checkpoint = through;
    for (const [key, { after }] of changed) this.documents.set(key, { doc: after });
    this.isWriting = true;
    this.writing = view.write({ fence, expected, through, changed, parked }).then(async () => {
      this.isWriting = false;
      await this.options.written({ changed, through, lastCreatedAt, live });
    });
    this.writing.catch(() => this.options.failed());
  }
}
