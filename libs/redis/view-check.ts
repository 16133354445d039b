import { type Redis } from 'ioredis';
import {
  type DomainEvent,
  type EventStore,
  type LogPosition,
  type Projection,
  isAfter,
  skippedEvents,
} from '#event-sourcing';
import { answered, fieldsOf, together } from './connect-redis.js';
import { PageFold, keyed } from './page-fold.js';
import { parsePosition } from './projection-store.js';
import { Refolding } from './refolding.js';
import { viewKeys } from './view-keys.js';

/** Documents folded at once: what a check of the whole view keeps in memory. */
const AT_ONCE = 100_000;
const PAGE = 500;

/** The view has no checkpoint: nobody has filled it since Redis lost it. */
export class ViewNotFilled extends Error {
  override readonly name = 'ViewNotFilled';
}

/**
 * Compares documents of a live view with what the log makes of them, each at the checkpoint it was read at, so that a view
 * that moves on is not taken for a wrong one. Aborted, it says what it has found so far. Every method @throws Unavailable, ViewNotFilled
 */
export class ViewCheck<Doc extends object, Event extends DomainEvent> {
  private readonly keys;

  constructor(
    private readonly options: {
      readonly store: EventStore;
      readonly redis: Redis;
      readonly projection: Projection<Doc, Event>;
      /** Documents folded at once (default 100,000): a larger view is checked part by part, each from the log's beginning. */
      readonly atOnce?: number;
    },
  ) {
    this.keys = viewKeys(options.projection);
  }

  /** @returns keys of the documents that are not what the log makes of them, of the whole view */
  async whole(signal?: AbortSignal): Promise<string[]> {
    const { redis, atOnce = AT_ONCE } = this.options;
    const parts = Math.max(1, Math.ceil((await answered(redis.hlen(this.keys.docs))) / atOnce));
    const wrong: string[] = [];
    for (let part = 0; part < parts; part++)
      wrong.push(...(await this.part((key) => partOf(key, parts) === part, signal)));
    return wrong;
  }

  /** The same of some documents, each with the one stream that all its events are in. */
  async of(streams: ReadonlyMap<string, string>, signal?: AbortSignal): Promise<string[]> {
    const { store, projection } = this.options;
    const skipped = await skippedEvents(store, projection.name);
    const wrong: string[] = [];
    for (const keys of pagesOf([...streams.keys()])) {
      if (signal?.aborted) break;
      const { through, texts } = await this.read(keys);
      for (const [at, key] of keys.entries()) {
        const fold = new PageFold<Doc, Event>(projection, new Map(), skipped);
        const events = (await store.read(streams.get(key)!)).filter(({ position }) => !isAfter(position, through));
        fold.add(keyed(projection, events), () => undefined);
        if (textOf(fold.changed.get(key)?.after) !== texts[at]) wrong.push(key);
      }
    }
    return wrong;
  }

  private async part(isWanted: (key: string) => boolean, signal?: AbortSignal): Promise<string[]> {
    const { store, projection } = this.options;
    const refolding = new Refolding(store, projection, isWanted, await skippedEvents(store, projection.name));
    await refolding.foldTo((await this.read([])).through, undefined, signal);
    const stored = await fieldsOf(this.options.redis, this.keys.docs);
    const keys = new Set([...refolding.keys, ...stored.filter(isWanted)]);
    const wrong: string[] = [];
    for (const page of pagesOf([...keys])) {
      if (signal?.aborted) break;
      const { through, texts } = await this.read(page);
      await refolding.foldTo(through);
      wrong.push(...page.filter((key, at) => textOf(refolding.document(key)) !== texts[at]));
    }
    return wrong;
  }

  /** Documents, and the checkpoint at which they are so. */
  private async read(keys: readonly string[]): Promise<{ through: LogPosition; texts: (string | undefined)[] }> {
    const documents = keys.length > 0 ? [['hmget', this.keys.docs, ...keys]] : [];
    const answers = await together(this.options.redis, [['get', this.keys.checkpoint], ...documents]);
    const [checkpoint, texts = []] = answers as [string | null, (string | null)[]?];
    if (checkpoint === null) throw new ViewNotFilled(`nobody has filled ${this.options.projection.name}`);
    return { through: parsePosition(checkpoint), texts: texts.map((text) => text ?? undefined) };
  }
}

const textOf = (doc: object | undefined) => (doc === undefined ? undefined : JSON.stringify(doc));

function* pagesOf(keys: readonly string[]): Iterable<readonly string[]> {
  for (let from = 0; from < keys.length; from += PAGE) yield keys.slice(from, from + PAGE);
}

/** The same part for the same key, always. */
const partOf = (key: string, parts: number): number => {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) >>> 0;
  return hash % parts;
};
