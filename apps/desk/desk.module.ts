import { type DynamicModule, Module } from '@nestjs/common';
import { guardedBy, rememberingVerifier, tokenVerifier } from '#access';
import { Canary, WakeUpJobs, WakeUpQueue } from '#bullmq';
import { connectEventStore } from '#eventstoredb';
import {
  HealthController,
  type HttpAppOptions,
  MetricsController,
  READINESS_CHECKS,
  type ReadinessCheck,
  closing,
} from '#http-api';
import { everyProjection } from '#operations';
import { connectRedis } from '#redis';
import { StaffSessions, staffSession } from './browser-access.js';
import { type DeskConfig } from './config.js';
import { DeskController, DeskFiguresController } from './desk.controller.js';
import { DeskFigures } from './desk-figures.js';
import { showQueues } from './queues.js';

@Module({})
class DeskModule {}

/** Makes every connection of the app, in one place, and closes them with it. */
export const deskApp = async (
  config: DeskConfig,
): Promise<{ readonly module: DynamicModule; readonly options: HttpAppOptions }> => {
  const store = connectEventStore({ url: config.eventStoreUrl });
  const redis = connectRedis(config.redisUrl);
  const [jobs, queue] = [new WakeUpJobs(config.redisUrl), new WakeUpQueue(config.redisUrl)];
  const canary = new Canary(queue);
  const tokens = rememberingVerifier(await tokenVerifier(config));
  const projections = everyProjection(config.unpaidGraceMs);
  const figures = new DeskFigures({ store, redis, jobs, projections, jobsAreDone: () => canary.check() });
  const checks: readonly ReadinessCheck[] = [
    { name: 'event store', check: () => store.readLast('health') },
    { name: 'Redis', check: () => redis.ping() },
  ];
  const close = async () => {
    await canary.stop();
    await queue.close();
    await jobs.close();
    redis.disconnect();
    await store.close();
  };
  const module = {
    module: DeskModule,
    controllers: [DeskController, DeskFiguresController, HealthController, MetricsController],
    providers: [
      closing(close),
      { provide: DeskFigures, useValue: figures },
      { provide: StaffSessions, useValue: new StaffSessions(tokens, config.isSecure) },
      { provide: READINESS_CHECKS, useValue: checks },
      guardedBy(tokens, staffSession),
    ],
  };
  return {
    module,
    options: {
      title: 'desk',
      description: 'The staff’s desk: how the system is, at a glance.',
      port: config.port,
      host: config.host,
      takesForms: true,
      cachesNothing: true,
      extend: showQueues(jobs.queue, tokens),
    },
  };
};
