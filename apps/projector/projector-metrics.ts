import { type Redis } from 'ioredis';
import { Counter } from 'prom-client';
import { type Sample, scrapedGauge } from '#http-api';
import { holdsByAge, ordersByFlag, ordersByStatus } from '#operations';
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
  const samples = (label: string, counts: Readonly<Record<string, number>>): Sample[] =>
    Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
  scrapedGauge({
    name: 'complet_orders',
    help: 'Orders in each status.',
    labelNames: ['status'],
    read: async () => samples('status', await ordersByStatus(redis)),
  });
  scrapedGauge({
    name: 'complet_orders_flagged',
    help: 'Orders with a flag for the staff, those that are over included.',
    labelNames: ['flag'],
    read: async () => samples('flag', await ordersByFlag(redis)),
  });
  scrapedGauge({
    name: 'complet_orders_on_hold',
    help: 'Orders on hold, by how long ago they were placed.',
    labelNames: ['age'],
    read: async () => {
      const { ages } = await holdsByAge(redis, now());
      return ages.map(({ age, orders }) => ({ labels: { age }, value: orders }));
    },
  });
  scrapedGauge({
    name: 'complet_orders_on_hold_oldest_seconds',
    help: 'Since the order on hold was placed that was placed first; 0 where none is on hold.',
    read: async () => [{ value: ((await holdsByAge(redis, now())).oldestMs ?? 0) / 1000 }],
  });
};
