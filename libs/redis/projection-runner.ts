import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { type DomainEvent, type EventStore, type LogPage, type LogPosition, type Projection } from '#event-sourcing';
import { type Fence, whileLeading } from './lease.js';
import { type ParkedEvents, PageFold } from './page-fold.js';
import { ProjectionStore, ViewMoved } from './projection-store.js';
import { viewTag } from './view-keys.js';

export interface ProjectionRunnerOptions<Doc extends object, Event extends DomainEvent> {
  readonly store: EventStore;
  readonly redis: Redis;
  readonly projection: Projection<Doc, Event>;
  /** Told what a page changed, once it is written; `live` is false while the view catches up. */
  readonly written?: (changed: ReadonlyMap<string, Doc | undefined>, live: boolean) => Promise<void>;
  /** Told of what makes the runner start again from the checkpoint. */
  readonly failed?: (error: unknown) => void;
  /** Events folded before they are written, at most, while the view catches up (default 10,000). */
  readonly pageSize?: number;
  /** Documents kept in memory, so that their next events need no read (default 10,000). */
  readonly documentsKept?: number;
}

/** While the view catches up, what was folded is written after so long at the latest. */
const WRITE_AFTER_MS = 250;
const RETRY_AFTER_MS = 200;

/**
 * Fills a view. Folds pages in memory and writes each document once, with the checkpoint, in one transaction that counts
 * only under the lease's fence and at the checkpoint this runner left; the next pages are folded meanwhile. While another
 * leads it waits; when Redis or its data go away it starts again from the checkpoint, or from the log's beginning.
 */
export class ProjectionRunner<Doc extends object, Event extends DomainEvent> {
  /** Up to where the view is written. */
  position: LogPosition | undefined;
  /** True while this runner leads and has caught up with the log. */
  live = false;
  /** Documents with parked events. */
  parkedDocuments = 0;
  private lastCreatedAt: Date | undefined;
  private readonly view: ProjectionStore<Doc>;

  constructor(private readonly options: ProjectionRunnerOptions<Doc, Event>) {
    this.view = new ProjectionStore(options.redis, options.projection);
  }

  /** For health: 0 once live; before, the age of the newest event written (undefined if there is none). */
  get lagMs(): number | undefined {
    if (this.live) return 0;
    return this.lastCreatedAt && Date.now() - this.lastCreatedAt.getTime();
  }

  /** Until `signal` aborts; never throws. */
  run(signal: AbortSignal): Promise<void> {
    const { redis, projection } = this.options;
    const failed = this.options.failed ?? ((error: unknown) => console.error(`${projection.name}: ${String(error)}`));
    const lead = async (leading: AbortSignal, fence: Fence) => {
      while (!leading.aborted) {
        try {
          await this.fill(leading, fence);
        } catch (error) {
          if (error instanceof ViewMoved) return;
          failed(error);
        } finally {
          this.live = false;
        }
        await delay(RETRY_AFTER_MS, undefined, { signal: leading }).catch(() => undefined);
      }
    };
    return whileLeading(redis, viewTag(projection), signal, lead, failed);
  }

  private async fill(signal: AbortSignal, fence: Fence): Promise<void> {
    const { store, projection, pageSize = 10_000, documentsKept = 10_000 } = this.options;
    const checkpoint = await this.view.checkpoint();
    if (!checkpoint) await this.view.clear(fence);
    const filling = new Filling(this.options, this.view, fence, checkpoint, await this.view.parked(), documentsKept);
    filling.onWritten = (position, lastCreatedAt, parkedDocuments, live) => {
      this.position = position;
      this.lastCreatedAt = lastCreatedAt ?? this.lastCreatedAt;
      this.parkedDocuments = parkedDocuments;
      this.live = live;
    };
    const { streamPrefixes } = projection;
    const stop = new AbortController();
    const following = { ...(checkpoint && { after: checkpoint }), streamPrefixes, pageSize };
    filling.onFailed = () => stop.abort();
    try {
      for await (const page of store.follow({ ...following, signal: AbortSignal.any([signal, stop.signal]) })) {
        await filling.take(page, pageSize);
        if (signal.aborted) return;
      }
    } finally {
      await filling.settled();
    }
  }
}

/** One go at a view, from its checkpoint: what is in memory is true while nobody else writes. */
class Filling<Doc extends object, Event extends DomainEvent> {
  onWritten: (position: LogPosition, lastCreatedAt: Date | undefined, parkedDocuments: number, live: boolean) => void =
    () => undefined;
  onFailed: () => void = () => undefined;
  private fold: PageFold<Doc, Event>;
  private foldedSince = performance.now();
  private writing: Promise<void> | undefined;
  private isAnnounced = false;
  private live = false;
  /** As last written, or as they will be once what is being written is. */
  private readonly documents: LRUCache<string, { readonly doc: Doc | undefined }>;

  constructor(
    private readonly options: ProjectionRunnerOptions<Doc, Event>,
    private readonly view: ProjectionStore<Doc>,
    private readonly fence: Fence,
    private checkpoint: LogPosition | undefined,
    private readonly allParked: Map<string, ParkedEvents>,
    documentsKept: number,
  ) {
    this.documents = new LRUCache({ max: documentsKept });
    this.fold = new PageFold(options.projection, allParked);
  }

  async take(page: LogPage, pageSize: number): Promise<void> {
    await this.foldIn(page);
    this.live ||= page.live;
    const isDue = this.live || this.fold.events >= pageSize || performance.now() - this.foldedSince > WRITE_AFTER_MS;
    // While a write is under way a page that is not full goes on growing, unless someone waits for it.
    if (!isDue || (this.writing && !this.live && this.fold.events < pageSize)) return;
    await this.settled();
    this.write();
  }

  /** Waits for what is being written. @throws what the write threw */
  async settled(): Promise<void> {
    await this.writing;
  }

  private async foldIn({ events, through }: LogPage): Promise<void> {
    if (this.fold.events === 0) this.foldedSince = performance.now();
    // Asked for on the connection that writes, so after what is being written: the answer counts it in.
    const missing = this.fold.missing(events, (key) => this.documents.has(key) || this.allParked.has(key));
    const loaded = new Map<string, Doc | undefined>();
    if (missing.length > 0) {
      const docs = await this.view.load(missing);
      missing.forEach((key, index) => loaded.set(key, docs[index]));
    }
    this.fold.add(events, (key) => (loaded.has(key) ? loaded.get(key) : this.documents.get(key)?.doc));
    this.fold.through = through;
  }

  private write(): void {
    const { fold, live, checkpoint, fence } = this;
    const through = fold.through!;
    this.fold = new PageFold(this.options.projection, this.allParked);
    for (const [key, { after }] of fold.changed) this.documents.set(key, { doc: after });
    const isNews = fold.changed.size > 0 || fold.parked.size > 0 || (live && !this.isAnnounced);
    this.isAnnounced ||= live;
    this.checkpoint = through;
    const { changed, parked } = fold;
    const writing = this.view
      .write({ fence, expected: checkpoint, through, changed, parked })
      .then(() => isNews && this.options.written?.(afterOf(changed), live))
      .then(() => this.onWritten(through, fold.lastCreatedAt, this.allParked.size, live));
    this.writing = writing.finally(() => {
      this.writing = undefined;
    });
    this.writing.catch(() => this.onFailed());
  }
}

const afterOf = <Doc>(changed: PageFold<Doc & object, never>['changed']): Map<string, Doc | undefined> =>
  new Map([...changed].map(([key, { after }]) => [key, after]));
