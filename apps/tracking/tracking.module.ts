import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { AccessGuard, developmentVerifier, oidcVerifier } from '#access';
import { HealthController, MetricsController, READINESS_CHECKS, type ReadinessCheck, closing } from '#http-api';
import { OrderTrackingQueries, forceMajeureProjection, orderTracking } from '#order-tracking';
import { RedisView, connectRedis } from '#redis';
import { type TrackingConfig } from './config.js';
import { TrackingController } from './tracking.controller.js';

@Module({})
class TrackingModule {}

export const trackingModule = async (config: TrackingConfig): Promise<DynamicModule> => {
  const redis = connectRedis(config.redisUrl);
  const verifier = await (config.oidcIssuer ? oidcVerifier(config.oidcIssuer) : developmentVerifier(config.dataDir));
  const checks: readonly ReadinessCheck[] = [{ name: 'Redis', check: () => redis.ping() }];
  const queries = new OrderTrackingQueries(
    new RedisView(redis, orderTracking),
    new RedisView(redis, forceMajeureProjection),
  );
  return {
    module: TrackingModule,
    controllers: [TrackingController, HealthController, MetricsController],
    providers: [
      closing(() => Promise.resolve(redis.disconnect())),
      { provide: OrderTrackingQueries, useValue: queries },
      { provide: READINESS_CHECKS, useValue: checks },
      {
        provide: APP_GUARD,
        useFactory: (reflector: Reflector) => new AccessGuard(reflector, verifier),
        inject: [Reflector],
      },
    ],
  };
};
