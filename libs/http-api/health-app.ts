import { type DynamicModule, Module } from '@nestjs/common';
import { closing } from './closing.js';
import { HealthController, READINESS_CHECKS, type ReadinessCheck } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { type Logger } from './logger.js';
import { type RunningHttpApp, startHttpApp } from './start-http-app.js';

@Module({})
class HealthModule {}

export interface HealthAppOptions {
  readonly title: string;
  readonly port: number;
  readonly host?: string | undefined;
  readonly checks: readonly ReadinessCheck[];
  readonly logger: Logger;
  /** Ends the work that the process is there for, when it is told to stop. */
  readonly stop: () => Promise<void>;
}

/** Health and metrics of a process that has no API: the projector, the worker. */
export const startHealthApp = ({
  title,
  port,
  host,
  checks,
  logger,
  stop,
}: HealthAppOptions): Promise<RunningHttpApp> => {
  const module: DynamicModule = {
    module: HealthModule,
    controllers: [HealthController, MetricsController],
    providers: [{ provide: READINESS_CHECKS, useValue: checks }, closing(stop)],
  };
  return startHttpApp(module, { title, port, host, logger, docs: false });
};
