import { type Environment, integer, listenHost, url } from '#configuration';

export interface TrackingConfig {
  readonly port: number;
  /** The address to listen on. */
  readonly host?: string;
  readonly dataDir: string;
  readonly redisUrl: string;
  readonly oidcIssuer?: string;
  /** Cookies are for https alone; true where customers reach the app by an https `TRACKING_URL`. */
  readonly isSecure: boolean;
  /** Calls a minute that are served to one customer, or to one holder of a link. */
  readonly customerCallsPerMinute: number;
  /** Calls a minute that are served to one address, of those who did not say who they are. */
  readonly strangerCallsPerMinute: number;
  /** Live updates that one customer may have open at once in one process. */
  readonly streamsPerCustomer: number;
  readonly trustedProxies?: string;
}

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): TrackingConfig =>
  Object.freeze({
    port: integer(env, 'TRACKING_PORT', 3001),
    host: listenHost(env),
    dataDir: env['DATA_DIR'] ?? '.data',
    redisUrl: url(env, 'REDIS_URL'),
    ...(env['OIDC_ISSUER'] !== undefined && { oidcIssuer: url(env, 'OIDC_ISSUER') }),
    isSecure: env['TRACKING_URL'] !== undefined && new URL(url(env, 'TRACKING_URL')).protocol === 'https:',
    customerCallsPerMinute: integer(env, 'TRACKING_CALLS_PER_MINUTE', 3000),
    strangerCallsPerMinute: integer(env, 'TRACKING_STRANGER_CALLS_PER_MINUTE', 600),
    streamsPerCustomer: integer(env, 'TRACKING_STREAMS_PER_CUSTOMER', 10),
    ...(env['TRUSTED_PROXIES'] !== undefined && { trustedProxies: env['TRUSTED_PROXIES'] }),
  });
