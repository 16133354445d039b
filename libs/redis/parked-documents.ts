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
import { type ParkedEvents, keyed } from './page-fold.js';
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

  /** Folds documents again, each from its beginning, by the program of today. @returns what is parked of them now */
  async refold(
    keys: readonly string[],
    now: string,
    context: CommandContext,
  ): Promise<ReadonlyMap<string, ParkedEvents>> {
    if (keys.length === 0) return new Map();
    await this.repairs.handle({ type: 'RefoldDocuments', projection: this.projection.name, keys, now }, context);
    return this.foldAgain(new Set(keys));
  }

  /** Of the documents that something happened to in a time, both ends included. */
  async keysBetween(from: Date, to: Date): Promise<string[]> {
    const keys = new Set<string>();
    const { streamPrefixes } = this.projection;
    for await (const { events } of this.store.readAll({ streamPrefixes }))
      for (const { key } of keyed(
        this.projection,
        events.filter(({ createdAt }) => createdAt >= from && createdAt <= to),
      ))
        keys.add(key);
    return [...keys];
  }

  /** Has the event that failed passed over, in whatever is filled from now on, and takes the document up again. */
  async skip(key: string, reason: string, now: string, context: CommandContext): Promise<ParkedEvents | undefined> {
    const event = (await this.list()).get(key)?.events[0];
    if (!event) return undefined;
    const { name: projection } = this.projection;
    await this.repairs.handle({ type: 'SkipEvent', projection, key, event, reason, now }, context);
    return (await this.foldAgain(new Set([key]))).get(key);
  }

  /** Puts the documents into the live view with all their events. */
  private async foldAgain(keys: ReadonlySet<string>): Promise<ReadonlyMap<string, ParkedEvents>> {
    const { view } = this;
    const skipped = await skippedEvents(this.store, this.projection.name);
    const refolding = new Refolding(this.store, this.projection, (key) => keys.has(key), skipped);
    for (let tries = 0; tries < TRIES; tries++) {
      const [expected, number] = [await view.checkpoint(), await answered(this.redis.get(view.keys.fence))];
      if (expected && number !== null) {
        await refolding.foldTo(expected);
        const before = await view.load([...keys]);
        const found = new Map([...keys].map((key, at) => [key, before[at]]));
        const { parked } = refolding;
        const page = { fence: { key: view.keys.fence, number }, expected, through: expected, parked };
        const unparked = [...keys].filter((key) => !parked.has(key));
        if (await view.amend({ ...page, changed: refolding.changes(found) }, unparked)) return parked;
      }
      // Nobody leads for a moment, or the view went on meanwhile.
      await delay(Math.min(5 * tries, 100));
    }
    throw new Unavailable(this.projection.name, 'nobody fills this view now, or it moves on too fast');
  }
}
