import { type DynamicModule, Module, type OnModuleDestroy } from '@nestjs/common';
import { HealthController, READINESS_CHECKS, type ReadinessCheck } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { type Logger } from './logger.js';
import { type RunningHttpApp, startHttpApp } from './start-http-app.js';

@Module({})
class HealthModule implements OnModuleDestroy {
  static stop: () => Promise<void> = () => Promise.resolve();

  onModuleDestroy(): Promise<void> {
    return HealthModule.stop();
  }
}

export interface HealthAppOptions {
  readonly title: string;
  readonly port: number;
  readonly checks: readonly ReadinessCheck[];
  readonly logger: Logger;
  /** Ends the work that the process is there for, when it is told to stop. */
  readonly stop: () => Promise<void>;
}

/** Health and metrics of a process that has no API: the projector, the worker. */
export const startHealthApp = ({ title, port, checks, logger, stop }: HealthAppOptions): Promise<RunningHttpApp> => {
  HealthModule.stop = stop;
  const module: DynamicModule = {
    module: HealthModule,
    controllers: [HealthController, MetricsController],
    providers: [{ provide: READINESS_CHECKS, useValue: checks }],
  };
  return startHttpApp(module, { title, port, logger, docs: false });
};
