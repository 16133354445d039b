import { WakeUpJobs, WakeUpQueue } from '#bullmq';
import { AllocationProcess, type Parked, wakeUpsView } from '#fulfillment';
import { connectEventStore } from '#eventstoredb';
import { type Logger, type ReadinessCheck } from '#http-api';
import { stocksOn } from '#inventory';
import { ordersOn } from '#ordering';
import { ALLOCATION, ParkedAllocation, everyProjection, saveAuditReport } from '#operations';
import { ProjectionRunner, connectRedis, whileLeading } from '#redis';
import { redisAllocationMemory } from './allocation-memory.js';
import { type ProjectorConfig } from './config.js';
import { countParkedAllocation, showProjections } from './projector-metrics.js';
import { ScheduledAudit } from './scheduled-audit.js';
import { viewChecks } from './view-checks.js';
import { WakeUpDispatch } from './wake-up-dispatch.js';

/** Orders whose state the allocation keeps in memory. */
const ORDERS_KEPT = 200_000;

/**
 * Reads the log in order, each subscription in one projector at a time: fills the views, turns what orders are
 * owed into jobs, and allocates stock.
 */
export const startProjector = (config: ProjectorConfig, logger: Logger) => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const store = connectEventStore({ url: config.eventStoreUrl });
  const queue = new WakeUpQueue(config.redisUrl);
  const redis = connectRedis(config.redisUrl);

  const dispatch = new WakeUpDispatch(redis, queue);
  const views = everyProjection(config.unpaidGraceMs).map((view) => {
    const written = view.name === wakeUpsView.name ? { written: dispatch.written as never } : {};
    return { view, runner: new ProjectionRunner({ store, redis, projection: view, ...written }) };
  });
  showProjections(views, redis);
  const parked = new ParkedAllocation(redis);
  const park = ({ subject, reason }: Parked) => {
    countParkedAllocation();
    void parked.note({ subject, reason }).catch(() => undefined);
    logger.error({ subject, reason }, 'parked: operations must look at this');
  };
  const allocation = () =>
    new AllocationProcess({
      store,
      orders: ordersOn(store, ORDERS_KEPT),
      stock: stocksOn(store),
      memory: redisAllocationMemory(redis),
      now: () => new Date().toISOString(),
      park,
    });

  const jobs = new WakeUpJobs(config.redisUrl);
  const beside = { redis, jobs, projections: views.map(({ view }) => view) };
  const audit = new ScheduledAudit({ store, beside }, config.auditEveryMs, logger, (report) =>
    saveAuditReport(redis, report),
  );

  const running = Promise.all([
    ...views.map(({ runner }) => runner.run(signal)),
    dispatch.sweepRegularly(signal),
    whileLeading(redis, ALLOCATION, signal, async (leading) => {
      await parked.clear();
      await allocation().run(leading);
    }),
    whileLeading(redis, 'audit', signal, (leading) => audit.run(leading)),
  ]);
  const checks: readonly ReadinessCheck[] = [
    { name: 'event store', check: () => store.readLast('health') },
    { name: 'Redis', check: () => redis.ping() },
    ...viewChecks(views, redis, config.lagLimitMs),
  ];
  const stop = async () => {
    stopping.abort();
    await running;
    await queue.close();
    await jobs.close();
    redis.disconnect();
    await store.close();
  };
  return { checks, stop };
};
