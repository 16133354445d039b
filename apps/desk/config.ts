import { type Environment, integer, listenHost, url } from '#configuration';

export interface DeskConfig {
  readonly port: number;
  /** The address to listen on. */
  readonly host?: string;
  readonly dataDir: string;
  readonly eventStoreUrl: string;
  readonly redisUrl: string;
  readonly oidcIssuer?: string;
  /** The cookie is for https alone; true where the staff reaches the app by an https `DESK_URL`. */
  readonly isSecure: boolean;
  /** As the projector's: what the view of wake-ups depends on. */
  readonly unpaidGraceMs: number;
}

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): DeskConfig =>
  Object.freeze({
    port: integer(env, 'DESK_PORT', 3004),
    host: listenHost(env),
    dataDir: env['DATA_DIR'] ?? '.data',
    eventStoreUrl: url(env, 'EVENTSTORE_URL'),
    redisUrl: url(env, 'REDIS_URL'),
    ...(env['OIDC_ISSUER'] !== undefined && { oidcIssuer: url(env, 'OIDC_ISSUER') }),
    isSecure: env['DESK_URL'] !== undefined && new URL(url(env, 'DESK_URL')).protocol === 'https:',
    unpaidGraceMs: integer(env, 'UNPAID_GRACE_MS', 72 * 3600 * 1000),
  });
