import { type DynamicModule, Module } from '@nestjs/common';
import {
  type AccessRequest,
  RevokedLinks,
  Unauthenticated,
  callerOf,
  guardedBy,
  linkVerifier,
  rememberingVerifier,
  tokenVerifier,
} from '#access';
import {
  type Allowance,
  HealthController,
  type HttpAppOptions,
  MetricsController,
  READINESS_CHECKS,
  type ReadinessCheck,
  closing,
  ending,
} from '#http-api';
import { OrderTrackingQueries, forceMajeureProjection, orderTracking } from '#order-tracking';
import { RedisView, ViewChanges, connectRedis } from '#redis';
import { browserAccess } from './browser-access.js';
import { type TrackingConfig } from './config.js';
import { CustomerOrders, countedAs } from './customer-orders.js';
import { StatusUpdates } from './status-updates.js';
import { SuiviController } from './suivi.controller.js';
import { TrackingController } from './tracking.controller.js';
import { WaysIn } from './ways-in.js';

@Module({})
class TrackingModule {}

/** Customers send a token at most. */
const BODY_LIMIT_BYTES = 16 * 1024;
/** Not counted: asked for by the machines round us, or once a page. */
const UNCOUNTED = /^\/(health|metrics|docs|docs-json|suivi\/assets)(\/|$|\?)/;

/** Makes every connection of the app, in one place, and closes them with it. */
export const trackingApp = async (
  config: TrackingConfig,
): Promise<{ readonly module: DynamicModule; readonly options: HttpAppOptions }> => {
  const redis = connectRedis(config.redisUrl);
  const changes = new ViewChanges(config.redisUrl, orderTracking);
  const updates = new StatusUpdates({ changes, streamsPerCustomer: config.streamsPerCustomer });
  const tokens = rememberingVerifier(await tokenVerifier(config));
  const revoked = new RevokedLinks(redis);
  const links = await linkVerifier(config.dataDir, (linkId) => revoked.has(linkId));
  const browsers = browserAccess(links);
  const queries = new OrderTrackingQueries(
    new RedisView(redis, orderTracking),
    new RedisView(redis, forceMajeureProjection),
  );
  const checks: readonly ReadinessCheck[] = [{ name: 'Redis', check: () => redis.ping() }];

  const allowanceOf = async (request: AccessRequest & { readonly ip: string }): Promise<Allowance | undefined> => {
    if (UNCOUNTED.test(request.url)) return undefined;
    const stranger = { key: `address:${request.ip}`, perMinute: config.strangerCallsPerMinute };
    return callerOf(request, tokens, browsers).then(
      (caller) => ({ key: countedAs(caller), perMinute: config.customerCallsPerMinute }),
      (error: unknown) => (error instanceof Unauthenticated ? stranger : undefined),
    );
  };
  const close = () => {
    changes.close();
    redis.disconnect();
    return Promise.resolve();
  };
  const module = {
    module: TrackingModule,
    controllers: [TrackingController, SuiviController, HealthController, MetricsController],
    providers: [
      ending(() => updates.close()),
      closing(close),
      { provide: CustomerOrders, useValue: new CustomerOrders(queries, changes) },
      { provide: StatusUpdates, useValue: updates },
      { provide: WaysIn, useValue: new WaysIn(tokens, links, config.isSecure) },
      { provide: READINESS_CHECKS, useValue: checks },
      guardedBy(tokens, browsers),
    ],
  };
  return {
    module,
    options: {
      title: 'tracking',
      description: '« Suivi de commande »: what customers see of their orders.',
      port: config.port,
      host: config.host,
      bodyLimitBytes: BODY_LIMIT_BYTES,
      takesForms: true,
      cachesNothing: true,
      rateLimit: { redis, name: 'tracking', allowanceOf },
      ...(config.trustedProxies !== undefined && { trustedProxies: config.trustedProxies }),
    },
  };
};
