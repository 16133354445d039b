import { type Redis } from 'ioredis';
import { type WakeUpJobs } from '#bullmq';
import { type EventStore, type Projection } from '#event-sourcing';
import {
  ALLOCATION_NAME,
  ParkedAllocation,
  blockingSkus,
  holdsByAge,
  lastAuditReport,
  ordersByFlag,
  ordersByStatus,
  viewLag,
} from '#operations';
import { type HourOfOrders, emptyHour, hourOf, orderTracking, throughput } from '#order-tracking';
import { ProjectionStore, RedisView, viewKeys } from '#redis';
import { alarmsOf } from './alarms.js';
import { type Figures, type ParkedDocument } from './figures.js';

export interface FiguresOptions {
  readonly store: EventStore;
  readonly redis: Redis;
  readonly jobs: WakeUpJobs;
  readonly projections: readonly Projection<object>[];
  /** Rejects where no job comes back through the queue. */
  readonly jobsAreDone: () => Promise<unknown>;
}

/** Whoever looks sees figures no older than this. */
const KEPT_MS = 5000;
/** Orders on hold that are looked through for what they wait for, and events that a view is behind: beyond, it is « or more ». */
const MOST_HOLDS = 20_000;
const MOST_BEHIND = 10_000;
const HOURS = 24;
const HOUR_MS = 3600 * 1000;

/** Takes the figures of the system, once for all who look within seconds: however many look, the stores are asked as often. */
export class DeskFigures {
  private taken: { readonly atMs: number; readonly figures: Promise<Figures> } | undefined;

  constructor(private readonly options: FiguresOptions) {}

  /** @throws Unavailable while Redis or the event store is away */
  now(): Promise<Figures> {
    const atMs = performance.now();
    if (!this.taken || atMs - this.taken.atMs > KEPT_MS) {
      const figures = this.take(new Date());
      this.taken = { atMs, figures };
      figures.catch(() => (this.taken = undefined));
    }
    return this.taken.figures;
  }

  private async take(at: Date): Promise<Figures> {
    const { store, redis, jobs, projections, jobsAreDone } = this.options;
    const [holds, blocking, statuses, flags, hours, views, parked, queue, troubled, audit, doesJobs] =
      await Promise.all([
        holdsByAge(redis, at.getTime()),
        blockingSkus(new RedisView(redis, orderTracking), at.toISOString(), MOST_HOLDS),
        ordersByStatus(redis),
        ordersByFlag(redis),
        this.hours(at),
        Promise.all(projections.map((projection) => viewLag(store, redis, projection, MOST_BEHIND))),
        this.parked(),
        jobs.figures(at.getTime()),
        jobs.troubled(),
        lastAuditReport(redis),
        jobsAreDone().then(
          () => true,
          () => false,
        ),
      ]);
    const parts = [
      ...['event store', 'Redis'].map((name) => ({ name, isUp: true })),
      { name: 'projector', isUp: views.every(({ isFilled }) => isFilled) },
      { name: 'worker', isUp: doesJobs },
    ];
    const figures = { at: at.toISOString(), parts, holds, blocking, statuses, flags, hours, views, parked, audit };
    const known = { ...figures, jobs: { ...queue, troubled } };
    return { ...known, alarms: alarmsOf(known) };
  }

  private async hours(at: Date): Promise<HourOfOrders[]> {
    const names = Array.from({ length: HOURS }, (_, ago) => hourOf(new Date(at.getTime() - ago * HOUR_MS))).reverse();
    const texts = await this.options.redis.hmget(viewKeys(throughput).docs, ...names);
    return names.map((hour, each) => {
      const text = texts[each];
      return text ? (JSON.parse(text) as HourOfOrders) : emptyHour(hour);
    });
  }

  private async parked(): Promise<ParkedDocument[]> {
    const { redis, projections } = this.options;
    const ofEach = projections.map(async (projection) => {
      const documents = await new ProjectionStore(redis, projection).parked();
      return [...documents].map(([key, { reason, events }]) => ({
        ...{ projection: projection.name, key, reason, events: events.length },
      }));
    });
    const steps = (await new ParkedAllocation(redis).list()).map(({ subject, reason }) => ({
      ...{ projection: ALLOCATION_NAME, key: subject, reason, events: 1 },
    }));
    return [...(await Promise.all(ofEach)).flat(), ...steps];
  }
}
