import { type Environment, integer, listenHost, url } from '#configuration';

export interface ProjectorConfig {
  readonly port: number;
  /** The address to listen on. */
  readonly host?: string;
  readonly eventStoreUrl: string;
  readonly redisUrl: string;
  /** After which an order whose payment is not put right is ended (default 72 h). */
  readonly unpaidGraceMs: number;
  /** A view may be this far behind the log for the projector to be ready. */
  readonly lagLimitMs: number;
  /** Between the end of one audit and the next. */
  readonly auditEveryMs: number;
}

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): ProjectorConfig =>
  Object.freeze({
    port: integer(env, 'PROJECTOR_PORT', 3002),
    host: listenHost(env),
    eventStoreUrl: url(env, 'EVENTSTORE_URL'),
    redisUrl: url(env, 'REDIS_URL'),
    unpaidGraceMs: integer(env, 'UNPAID_GRACE_MS', 72 * 3600 * 1000),
    lagLimitMs: integer(env, 'PROJECTION_LAG_LIMIT_MS', 60_000),
    auditEveryMs: integer(env, 'AUDIT_EVERY_MS', 300_000),
  });
