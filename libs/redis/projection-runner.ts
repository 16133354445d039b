import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import {
  type DomainEvent,
  type EventStore,
  type LogPosition,
  type Projection,
  noteSpan,
  skippedEvents,
} from '#event-sourcing';
import { Filling, type WrittenPage } from './filling.js';
import { type Fence, whileLeading } from './lease.js';
import { ProjectionStore, ViewMoved } from './projection-store.js';
import { type ViewPlace, leaseName } from './view-keys.js';

export interface ProjectionRunnerOptions<Doc extends object, Event extends DomainEvent> {
  readonly store: EventStore;
  readonly redis: Redis;
  readonly projection: Projection<Doc, Event>;
  /** The live place when left out. */
  readonly place?: ViewPlace;
  /** Told what a page changed, once it is written; `live` is false while the view catches up. */
  readonly written?: (changed: ReadonlyMap<string, Doc | undefined>, live: boolean) => Promise<void>;
  /** Told why the runner starts again from the checkpoint. */
  readonly failed?: (error: unknown) => void;
  /** Events folded before they are written, at most, while the view catches up (default 20,000). */
  readonly pageSize?: number;
  /** Documents kept in memory, so that their next events need no read (default 10,000). */
  readonly documentsKept?: number;
}

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
  /** True while this runner is the one that fills the view. */
  leading = false;
  /** Documents with parked events. */
  parkedDocuments = 0;
  private lastCreatedAt: Date | undefined;
  private readonly view: ProjectionStore<Doc>;
  private readonly failed: (error: unknown) => void;

  constructor(private readonly options: ProjectionRunnerOptions<Doc, Event>) {
    const { redis, projection, place, failed } = options;
    this.view = new ProjectionStore(redis, projection, place);
    this.failed = failed ?? ((error) => console.error(`${projection.name}: ${String(error)}`));
  }

  /** For health: 0 once live; before, the age of the newest event written, undefined if none was. */
  get lagMs(): number | undefined {
    if (this.live) return 0;
    return this.lastCreatedAt && Date.now() - this.lastCreatedAt.getTime();
  }

  /** Until `signal` aborts; never throws. */
  run(signal: AbortSignal): Promise<void> {
    const { redis, projection, place } = this.options;
    const turn: typeof this.lead = (...given) => {
      this.leading = true;
      return this.lead(...given).finally(() => (this.leading = false));
    };
    return whileLeading(redis, leaseName(projection, place), signal, turn, this.failed);
  }

  /** Until the lease is lost, or the view turns out to have been moved by another. */
  private async lead(signal: AbortSignal, fence: Fence): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.fill(signal, fence);
      } catch (error) {
        if (error instanceof ViewMoved) return;
        this.failed(error);
      } finally {
        this.live = false;
      }
      await delay(RETRY_AFTER_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async fill(leading: AbortSignal, fence: Fence): Promise<void> {
    const { store, projection, pageSize = 20_000, documentsKept = 10_000 } = this.options;
    const checkpoint = await this.view.checkpoint();
    if (!checkpoint) await this.view.clear(fence);
    const [parked, skipped] = await Promise.all([this.view.parked(), skippedEvents(store, projection.name)]);
    const stop = new AbortController();
    const filling = new Filling({
      ...{ projection, view: this.view, fence, checkpoint, parked, skipped, pageSize, documentsKept },
      written: (page) => this.tell(page, parked.size),
      failed: () => stop.abort(),
    });
    const signal = AbortSignal.any([leading, stop.signal]);
    const { streamPrefixes } = projection;
    for await (const page of store.follow({
      ...(checkpoint && { after: checkpoint }),
      streamPrefixes,
      pageSize,
      signal,
    }))
      await filling.take(page);
    await filling.settled();
  }

  private async tell(page: WrittenPage<Doc>, parked: number): Promise<void> {
    const { changed, through, lastCreatedAt, live, traced } = page;
    if (this.options.place !== 'spare')
      for (const { type, stream, traceparent: parent, foldedAtMs } of traced)
        noteSpan(
          `${this.options.projection.name}: ${type}`,
          { role: 'consumer', parent, attributes: { stream } },
          foldedAtMs,
        );
    this.position = through;
    this.lastCreatedAt = lastCreatedAt ?? this.lastCreatedAt;
    this.parkedDocuments = parked;
    await this.options.written?.(new Map([...changed].map(([key, { after }]) => [key, after])), live);
    this.live = live;
  }
}
