import { type Redis } from 'ioredis';
import { type DomainEvent, type EventStore, type Projection, Unavailable } from '#event-sourcing';
import { setTimeout as delay } from 'node:timers/promises';
import { answered } from './connect-redis.js';
import { type ParkedEvents } from './page-fold.js';
import { ProjectionStore } from './projection-store.js';
import { Refolding } from './refolding.js';

/** Who had an event passed over, and why. */
export interface Skip {
  readonly key: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly reason: string;
  readonly at: string;
}

const TRIES = 200;

/** What is parked of a view, to be looked at and taken up again. Every method @throws Unavailable */
export class ParkedDocuments<Doc extends object, Event extends DomainEvent> {
  private readonly view: ProjectionStore<Doc>;

  constructor(
    private readonly store: EventStore,
    private readonly redis: Redis,
    private readonly projection: Projection<Doc, Event>,
  ) {
    this.view = new ProjectionStore(redis, projection);
  }

  list(): Promise<Map<string, ParkedEvents>> {
    return this.view.parked();
  }

  /** Events that are passed over, by their ids. */
  async skips(): Promise<Map<string, Skip>> {
    const entries = Object.entries(await answered(this.redis.hgetall(this.view.keys.skipped)));
    return new Map(entries.map(([id, text]) => [id, JSON.parse(text) as Skip]));
  }

  /**
   * Folds a parked document again from its beginning, by the program of today, and puts it into the live view with all its
   * events. @returns what is parked of it now: undefined if nothing any more
   */
  async retry(key: string): Promise<ParkedEvents | undefined> {
    const { view } = this;
    const refolding = new Refolding(this.store, this.projection, new Set([key]), await view.skipped());
    for (let tries = 0; tries < TRIES; tries++) {
      const [expected, number] = [await view.checkpoint(), await answered(this.redis.get(view.keys.fence))];
      if (expected && number !== null) {
        await refolding.foldTo(expected);
        const [before] = await view.load([key]);
        const { parked } = refolding;
        const page = { fence: { key: view.keys.fence, number }, expected, through: expected, parked };
        const unparked = parked.has(key) ? [] : [key];
        const changed = refolding.changes(new Map([[key, before]]));
        if (await view.amend({ ...page, changed }, unparked)) return parked.get(key);
      }
      // Nobody leads for a moment, or the view went on meanwhile.
      await delay(Math.min(5 * tries, 100));
    }
    throw new Unavailable(this.projection.name, 'nobody fills this view now, or it moves on too fast');
  }

  /** Has the event that failed passed over, in whatever is filled from now on, and takes the document up again. */
  async skip(key: string, reason: string, at: string): Promise<ParkedEvents | undefined> {
    const failed = (await this.list()).get(key)?.events[0];
    if (!failed) return undefined;
    const { id, ...event } = failed;
    const skip: Skip = { key, ...event, reason, at };
    await answered(this.redis.hset(this.view.keys.skipped, id, JSON.stringify(skip)));
    return this.retry(key);
  }
}
