import { type Redis } from 'ioredis';
import { Counter } from 'prom-client';
import { type Sample, scrapedGauge } from '#http-api';
import { orderTracking } from '#order-tracking';
import { ORDER_FLAGS, ORDER_STATUSES } from '#ordering';
import { type ViewName, viewKeys } from '#redis';

/** What a projection's runner says of itself. */
export interface Progress {
  /** Whether it is this one that fills the view. */
  readonly leading: boolean;
  readonly lagMs: number | undefined;
  readonly live: boolean;
}

/** A view and the runner that fills it here. */
export interface FilledView {
  readonly view: ViewName;
  readonly runner: Progress;
}

const parkedAllocations = new Counter({
  name: 'complet_parked_allocations_total',
  help: 'Steps of the allocation that could not be carried out and were set aside, since the process started.',
});
export const countParkedAllocation = (): void => parkedAllocations.inc();

const DAY_MS = 24 * 3600 * 1000;
/** How long ago the orders on hold were placed, in days: from, and up to (undefined: any). */
const AGES = [
  ['under-1-day', undefined, 1],
  ['1-to-3-days', 1, 3],
  ['3-to-7-days', 3, 7],
  ['7-to-30-days', 7, 30],
  ['over-30-days', 30, undefined],
] as const;

/** How far the projections are, and what the view of orders holds: read from the view at each scrape, ids and names apart. */
export const showProjections = (views: readonly FilledView[], redis: Redis, now: () => number = Date.now): void => {
  const ofEach = (value: (view: FilledView) => number | undefined | Promise<number>) => (): Promise<Sample[]> =>
    Promise.all(views.map(async (each) => ({ labels: { projection: each.view.name }, value: await value(each) })));
  scrapedGauge({
    name: 'complet_projection_lag_seconds',
    help: 'Age of the newest event that the view holds, while it catches up; 0 once it has. None where another fills it.',
    labelNames: ['projection'],
    read: ofEach(({ runner: { lagMs } }) => lagMs && lagMs / 1000),
  });
  scrapedGauge({
    name: 'complet_projection_live',
    help: '1 while this process fills the view and has caught up with the log.',
    labelNames: ['projection'],
    read: ofEach(({ runner }) => (runner.live ? 1 : 0)),
  });
  scrapedGauge({
    name: 'complet_parked_documents',
    help: 'Documents of the view that stand still, because an event of theirs could not be handled.',
    labelNames: ['projection'],
    read: ofEach(({ view }) => redis.hlen(viewKeys(view).parked)),
  });
  showOrders(redis, now);
};

const showOrders = (redis: Redis, now: () => number): void => {
  const { index } = viewKeys(orderTracking);
  const sizes = (label: string, names: readonly string[]) => async () => {
    const counts = await together(
      redis,
      names.map((name) => ['zcard', index(`${label}:${name}`)]),
    );
    return names.map((name, at) => ({ labels: { [label]: name }, value: Number(counts[at]) }));
  };
  scrapedGauge({
    name: 'complet_orders',
    help: 'Orders in each status.',
    labelNames: ['status'],
    read: sizes('status', ORDER_STATUSES),
  });
  scrapedGauge({
    name: 'complet_orders_flagged',
    help: 'Orders with a flag for the staff, those that are over included.',
    labelNames: ['flag'],
    read: sizes('flag', ORDER_FLAGS),
  });
  const onHold = index('status:on-hold');
  scrapedGauge({
    name: 'complet_orders_on_hold',
    help: 'Orders on hold, by how long ago they were placed.',
    labelNames: ['age'],
    read: async () => {
      const at = now();
      // A score is when the order was placed: the older, the lower.
      const placed = (daysAgo: number) => String(at - daysAgo * DAY_MS);
      const counts = await together(
        redis,
        AGES.map(([, from, to]) => ['zcount', onHold, to ? `(${placed(to)}` : '-inf', from ? placed(from) : '+inf']),
      );
      return AGES.map(([age], each) => ({ labels: { age }, value: Number(counts[each]) }));
    },
  });
  scrapedGauge({
    name: 'complet_orders_on_hold_oldest_seconds',
    help: 'Since the order on hold was placed that was placed first; 0 where none is on hold.',
    read: async () => {
      const [, placedAt] = await redis.zrange(onHold, '0', '0', 'WITHSCORES');
      const heldMs = placedAt === undefined ? 0 : now() - Number(placedAt);
      return [{ value: heldMs / 1000 }];
    },
  });
};

/** All from one place of the view, though it may change places meanwhile (ADR 0012). */
const together = async (redis: Redis, commands: readonly (readonly string[])[]): Promise<unknown[]> => {
  const answers = await redis.multi(commands.map((command) => [...command])).exec();
  return (answers ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
};
