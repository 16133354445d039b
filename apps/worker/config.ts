import { type Environment, integer, required, url } from '#configuration';

export interface WorkerConfig {
  readonly port: number;
  readonly eventStoreUrl: string;
  readonly redisUrl: string;
  readonly paymentProviderUrl: string;
  readonly masterKey: string;
  readonly concurrency: number;
  readonly unpaidGraceMs: number;
}

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): WorkerConfig =>
  Object.freeze({
    port: integer(env, 'WORKER_PORT', 3003),
    eventStoreUrl: url(env, 'EVENTSTORE_URL'),
    redisUrl: url(env, 'REDIS_URL'),
    paymentProviderUrl: url(env, 'PAYMENT_PROVIDER_URL'),
    masterKey: required(env, 'MASTER_KEY'),
    concurrency: integer(env, 'WORKER_CONCURRENCY', 64),
    unpaidGraceMs: integer(env, 'UNPAID_GRACE_MS', 72 * 3600 * 1000),
  });
