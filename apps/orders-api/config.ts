import { type Environment, flag, integer, listenHost, required, url } from '#configuration';
import { type OrderPolicy } from '#ordering';

export interface OrdersApiConfig {
  readonly port: number;
  /** The address to listen on. */
  readonly host?: string;
  readonly dataDir: string;
  readonly eventStoreUrl: string;
  readonly redisUrl: string;
  readonly paymentProviderUrl: string;
  readonly masterKey: string;
  readonly webhookSecret: string;
  readonly oidcIssuer?: string;
  readonly policy: OrderPolicy;
  /** Days after that of receipt in which a sale can be withdrawn from (T29; 14 by law). */
  readonly withdrawalDays: number;
}

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): OrdersApiConfig =>
  Object.freeze({
    port: integer(env, 'ORDERS_API_PORT', 3000),
    host: listenHost(env),
    dataDir: env['DATA_DIR'] ?? '.data',
    eventStoreUrl: url(env, 'EVENTSTORE_URL'),
    redisUrl: url(env, 'REDIS_URL'),
    paymentProviderUrl: url(env, 'PAYMENT_PROVIDER_URL'),
    masterKey: required(env, 'MASTER_KEY'),
    webhookSecret: env['PAYMENT_WEBHOOK_SECRET'] ?? '',
    ...(env['OIDC_ISSUER'] !== undefined && { oidcIssuer: url(env, 'OIDC_ISSUER') }),
    policy: {
      termsVersions: (env['TERMS_VERSIONS'] ?? '2023-04-06').split(','),
      offersChronopost: flag(env, 'CHRONOPOST_OFFERED'),
      suspectBelowPercent: integer(env, 'PRICE_SUSPECT_PERCENT', 20),
    },
    withdrawalDays: integer(env, 'WITHDRAWAL_DAYS', 14),
  });
