import { type Environment, integer, url } from '#configuration';

export interface TrackingConfig {
  readonly port: number;
  readonly dataDir: string;
  readonly redisUrl: string;
  readonly oidcIssuer?: string;
}

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): TrackingConfig =>
  Object.freeze({
    port: integer(env, 'TRACKING_PORT', 3001),
    dataDir: env['DATA_DIR'] ?? '.data',
    redisUrl: url(env, 'REDIS_URL'),
    ...(env['OIDC_ISSUER'] !== undefined && { oidcIssuer: url(env, 'OIDC_ISSUER') }),
  });
