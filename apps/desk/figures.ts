import { type Redis } from 'ioredis';
import { type JobFigures, type TroubledJob, type WakeUpJobs } from '#bullmq';
import { type EventStore, type Projection } from '#event-sourcing';
import {
  type AuditReport,
  type BlockingSku,
  type HoldsByAge,
  ParkedAllocation,
  type ViewLag,
  blockingSkus,
  holdsByAge,
  lastAuditReport,
  viewLag,
} from '#operations';
import { type HourOfOrders, emptyHour, hourOf, orderTracking, throughput } from '#order-tracking';
import { ORDER_FLAGS, ORDER_STATUSES, type OrderFlag, type OrderStatus } from '#ordering';
import { type ParkedEvents, ProjectionStore, RedisView, viewKeys } from '#redis';
import { type Alarm, alarmsOf } from './alarms.js';

/** Whether a part answers; a part that many run answers if one of them does. */
export interface Part {
  readonly name: string;
  readonly isUp: boolean;
}

export interface ParkedDocument {
  readonly projection: string;
  readonly key: string;
  readonly reason: string;
  /** Events that wait, the one that failed included. */
  readonly events: number;
}

/** All that the desk shows, as of one moment. */
export interface Figures {
  readonly at: string;
  readonly parts: readonly Part[];
  readonly alarms: readonly Alarm[];
  readonly holds: HoldsByAge;
  /** `isWhole` is false where more orders are on hold than are looked through. */
  readonly blocking: { readonly skus: readonly BlockingSku[]; readonly isWhole: boolean };
  readonly statuses: Readonly<Record<OrderStatus, number>>;
  readonly flags: Readonly<Record<OrderFlag, number>>;
  /** The last 24 hours, the oldest first, this one included. */
  readonly hours: readonly HourOfOrders[];
  readonly views: readonly ViewLag[];
  readonly parked: readonly ParkedDocument[];
  readonly jobs: JobFigures & { readonly troubled: readonly TroubledJob[] };
  /** Undefined where none has ended yet. */
  readonly audit: AuditReport | undefined;
}

export interface FiguresOptions {
  readonly store: EventStore;
  readonly redis: Redis;
  readonly jobs: WakeUpJobs;
  readonly projections: readonly Projection<object>[];
  /** Rejects where no job comes back through the queue. */
  readonly jobsAreDone: () => Promise<unknown>;
}

/** In place of a view: what could not be allocated. */
export const ALLOCATION_NAME = 'allocation';

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
    const [holds, blocking, counts, hours, views, parked, queue, troubled, audit, doesJobs] = await Promise.all([
      holdsByAge(redis, at.getTime()),
      blockingSkus(new RedisView(redis, orderTracking), at.toISOString(), MOST_HOLDS),
      this.counts(),
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
    const figures = { at: at.toISOString(), parts, holds, blocking, ...counts, hours, views, parked, audit };
    const known = { ...figures, jobs: { ...queue, troubled } };
    return { ...known, alarms: alarmsOf(known) };
  }

  private async counts(): Promise<Pick<Figures, 'statuses' | 'flags'>> {
    const { index } = viewKeys(orderTracking);
    const lists = [...ORDER_STATUSES.map((each) => `status:${each}`), ...ORDER_FLAGS.map((each) => `flag:${each}`)];
    const sizes = await this.options.redis.multi(lists.map((list) => ['zcard', index(list)])).exec();
    const sizeOf = (list: string) => Number(sizes?.[lists.indexOf(list)]?.[1] ?? 0);
    const named = (names: readonly string[], prefix: string) =>
      Object.fromEntries(names.map((name) => [name, sizeOf(`${prefix}:${name}`)]));
    return {
      statuses: named(ORDER_STATUSES, 'status') as Figures['statuses'],
      flags: named(ORDER_FLAGS, 'flag') as Figures['flags'],
    };
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
      const documents: [string, ParkedEvents][] = [...(await new ProjectionStore(redis, projection).parked())];
      return documents.map(([key, { reason, events }]) => ({
        ...{ projection: projection.name, key, reason, events: events.length },
      }));
    });
    const steps = (await new ParkedAllocation(redis).list()).map(({ subject, reason }) => ({
      ...{ projection: ALLOCATION_NAME, key: subject, reason, events: 1 },
    }));
    return [...(await Promise.all(ofEach)).flat(), ...steps];
  }
}
