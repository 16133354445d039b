import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { type DomainEvent, type EventStore, type LogPage, type LogPosition } from '#event-sourcing';
import { type Projection, viewKeys } from './projection.js';

export interface ProjectionRunnerOptions<Doc, Event extends DomainEvent> {
  readonly store: EventStore;
  /** A connection of its own: it watches the checkpoint. */
  readonly redis: Redis;
  readonly projection: Projection<Doc, Event>;
  /** Told what a page changed, once it is written; `live` is false while the view catches up. */
  readonly written?: (changed: ReadonlyMap<string, Doc | undefined>, live: boolean) => Promise<void>;
  /** Events a page holds at most (default 5,000). */
  readonly pageSize?: number;
}

type Changed<Doc> = Map<string, { readonly before: Doc | undefined; after: Doc | undefined }>;

const DOCUMENTS_KEPT = 50_000;

/**
 * Fills a view: folds a page in memory, writes each document once, together with the checkpoint, in one transaction that
 * holds only if the checkpoint is where this runner left it. While a page is written the next is folded. A view that was
 * flushed, or that another runner took further, is gone on with from what its checkpoint says.
 */
export class ProjectionRunner<Doc extends object, Event extends DomainEvent> {
  position: LogPosition | undefined;
  live = false;
  private readonly keys;
  private documents = new LRUCache<string, { readonly doc: Doc | undefined }>({ max: DOCUMENTS_KEPT });
  private checkpoint: string | null = null;
  private readonly parked = new Set<string>();

  constructor(private readonly options: ProjectionRunnerOptions<Doc, Event>) {
    this.keys = viewKeys(options.projection);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.runFromCheckpoint(signal);
      } catch (error) {
        if (!(error instanceof CheckpointMoved)) console.error(`${this.options.projection.name}: ${String(error)}`);
        await delay(500, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async runFromCheckpoint(signal: AbortSignal): Promise<void> {
    const { store, redis, projection, pageSize = 5000 } = this.options;
    this.checkpoint = await redis.get(this.keys.checkpoint);
    if (this.checkpoint === null) await this.clear();
    this.documents.clear();
    this.live = false;
    const after = this.checkpoint === null ? undefined : parse(this.checkpoint);
    const following = { ...(after && { after }), streamPrefixes: projection.streamPrefixes, pageSize, signal };
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const page of store.follow(following)) {
        const changed = await this.fold(page);
        await writing;
        this.live ||= page.live;
        writing = this.write(page, changed, this.live);
        if (this.live) await writing;
        else writing.catch(() => undefined);
      }
    } finally {
      await writing;
    }
  }

  private async fold(page: LogPage): Promise<Changed<Doc>> {
    const { projection } = this.options;
    const changed: Changed<Doc> = new Map();
    await this.load(new Set(page.events.map((event) => projection.keyOf(event))));
    for (const event of page.events) {
      const key = projection.keyOf(event);
      if (this.parked.has(key)) continue;
      const before = this.documents.get(key)?.doc;
      try {
        const after = projection.evolve(before, projection.catalog.read(event));
        const known = changed.get(key);
        if (known) known.after = after;
        else changed.set(key, { before, after });
        this.documents.set(key, { doc: after });
      } catch (error) {
        // The order's later events wait behind this one; everyone else goes on.
        this.parked.add(key);
        const reason = JSON.stringify({ stream: event.stream, revision: event.revision, reason: String(error) });
        await this.options.redis.hset(this.keys.parked, key, reason);
      }
    }
    return changed;
  }

  private async load(keys: ReadonlySet<string>): Promise<void> {
    if (keys.size > DOCUMENTS_KEPT / 2)
      throw new RangeError(`a page touches ${keys.size} documents: more than are kept`);
    const missing = [...keys].filter((key) => !this.documents.has(key));
    if (missing.length === 0) return;
    const found = this.checkpoint === null ? [] : await this.options.redis.hmget(this.keys.docs, ...missing);
    missing.forEach((key, index) => {
      const text = found[index];
      this.documents.set(key, { doc: text ? (JSON.parse(text) as Doc) : undefined });
    });
  }

  private async write(page: LogPage, changed: Changed<Doc>, live: boolean): Promise<void> {
    const { redis, written } = this.options;
    const checkpoint = format(page.through);
    const [, known] = await Promise.all([redis.watch(this.keys.checkpoint), redis.get(this.keys.checkpoint)]);
    if (known !== this.checkpoint) {
      await redis.unwatch();
      throw new CheckpointMoved();
    }
    const transaction = redis.multi();
    const documents: string[] = [];
    for (const [key, { before, after }] of changed) {
      if (after) documents.push(key, JSON.stringify(after));
      else transaction.hdel(this.keys.docs, key);
      this.index(transaction, key, before, after);
    }
    if (documents.length > 0) transaction.hset(this.keys.docs, ...documents);
    if ((await transaction.set(this.keys.checkpoint, checkpoint).exec()) === null) throw new CheckpointMoved();
    this.checkpoint = checkpoint;
    this.position = page.through;
    await written?.(new Map([...changed].map(([key, { after }]) => [key, after])), live);
  }

  private index(
    transaction: ReturnType<Redis['multi']>,
    key: string,
    before: Doc | undefined,
    after: Doc | undefined,
  ): void {
    const { indexes } = this.options.projection;
    const had = before ? indexes(before) : {};
    const has = after ? indexes(after) : {};
    for (const name of Object.keys(had)) if (!(name in has)) transaction.zrem(this.keys.index(name), key);
    for (const [name, score] of Object.entries(has))
      if (had[name] !== score) transaction.zadd(this.keys.index(name), score, key);
  }

  /** What a flush left over of a view without a checkpoint. */
  private async clear(): Promise<void> {
    const { redis } = this.options;
    for (let cursor = '0'; ;) {
      const [next, keys] = await redis.scan(
        cursor,
        'MATCH',
        this.keys.pattern.replace(/[[\]?*]/g, '\\$&').replace(/\\\*$/, '*'),
        'COUNT',
        1000,
      );
      if (keys.length > 0) await redis.del(...keys);
      cursor = next;
      if (cursor === '0') break;
    }
    this.parked.clear();
  }
}

class CheckpointMoved extends Error {}

const format = ({ commit, prepare }: LogPosition) => `${commit}/${prepare}`;

const parse = (checkpoint: string): LogPosition => {
  const [commit, prepare] = checkpoint.split('/');
  return { commit: BigInt(commit!), prepare: BigInt(prepare!) };
};
