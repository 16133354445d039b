import { type Redis } from 'ioredis';
import {
  type CommandContext,
  type DomainEvent,
  type EventSkipped,
  type EventStore,
  type Projection,
  Unavailable,
  projectionRepairEvents,
  projectionRepairStream,
  projectionRepairsOn,
  skippedEvents,
} from '#event-sourcing';
import { setTimeout as delay } from 'node:timers/promises';
import { answered } from './connect-redis.js';
import { type ParkedEvents } from './page-fold.js';
import { ProjectionStore } from './projection-store.js';
import { Refolding } from './refolding.js';

/** An event that is passed over, who said so, and why. */
export type Skip = EventSkipped['data'] & { readonly issuedBy: string };

const TRIES = 200;

/**
 * What is parked of a view, to be looked at and taken up again. What is done about it stands in the log first, with who did
 * it: a view that is filled anew passes over the same events. Every method @throws Unavailable
 */
export class ParkedDocuments<Doc extends object, Event extends DomainEvent> {
  private readonly view: ProjectionStore<Doc>;
  private readonly repairs;

  constructor(
    private readonly store: EventStore,
    private readonly redis: Redis,
    private readonly projection: Projection<Doc, Event>,
  ) {
    this.view = new ProjectionStore(redis, projection);
    this.repairs = projectionRepairsOn(store);
  }

  list(): Promise<Map<string, ParkedEvents>> {
    return this.view.parked();
  }

  /** Events that are passed over, the first first. */
  async skips(): Promise<Skip[]> {
    const acts = await this.store.read(projectionRepairStream(this.projection.name));
    return acts.flatMap((act) => {
      const { type, data, metadata } = projectionRepairEvents.read(act);
      return type === 'EventSkipped' ? [{ ...(data as EventSkipped['data']), issuedBy: metadata.issuedBy }] : [];
    });
  }

  /** Folds a parked document again, by the program of today. @returns what is parked of it now: undefined if nothing any more */
  async retry(key: string, now: string, context: CommandContext): Promise<ParkedEvents | undefined> {
    await this.repairs.handle({ type: 'RetryDocument', projection: this.projection.name, key, now }, context);
    return this.refold(key);
  }

  /** Has the event that failed passed over, in whatever is filled from now on, and takes the document up again. */
  async skip(key: string, reason: string, now: string, context: CommandContext): Promise<ParkedEvents | undefined> {
    const event = (await this.list()).get(key)?.events[0];
    if (!event) return undefined;
    const { name: projection } = this.projection;
    await this.repairs.handle({ type: 'SkipEvent', projection, key, event, reason, now }, context);
    return this.refold(key);
  }

  /** Folds a document again from its beginning and puts it into the live view with all its events. */
  private async refold(key: string): Promise<ParkedEvents | undefined> {
    const { view } = this;
    const skipped = await skippedEvents(this.store, this.projection.name);
    const refolding = new Refolding(this.store, this.projection, (each) => each === key, skipped);
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
}
