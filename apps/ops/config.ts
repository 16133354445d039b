import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, integer, url } from '#configuration';

export interface OpsConfig {
  readonly dataDir: string;
  /** `EVENTSTORE_URL`, else that of the system that runs on `DATA_DIR`. */
  readonly eventStoreUrl?: string;
  /** As the projector's: what a rebuilt view of wake-ups depends on. */
  readonly unpaidGraceMs: number;
  /** `REDIS_URL`, else that of the system that runs on `DATA_DIR`. */
  readonly redisUrl?: string;
  /** `COMPLET_TOKEN`: of whoever has personal data opened. */
  readonly token?: string;
  /** Who issues such tokens; the development key in `DATA_DIR` where left out. */
  readonly oidcIssuer?: string;
  /** `MASTER_KEY`, else that kept in `DATA_DIR`. */
  readonly masterKey?: string;
  /** `PAYMENT_PROVIDER_URL`, else that of the system that runs on `DATA_DIR`. */
  readonly paymentProviderUrl?: string;
}

/** Read once, at start. */
export const readConfig = (env: Environment = process.env): OpsConfig => {
  const dataDir = env['DATA_DIR'] ?? '.data';
  const urls = urlsOf(dataDir);
  return Object.freeze({
    dataDir,
    unpaidGraceMs: integer(env, 'UNPAID_GRACE_MS', 72 * 3600 * 1000),
    ...known({
      eventStoreUrl: env['EVENTSTORE_URL'] ?? urls['eventstore'],
      redisUrl: env['REDIS_URL'] ?? urls['redis'],
      paymentProviderUrl: env['PAYMENT_PROVIDER_URL'] ?? urls['payment-provider'],
      token: env['COMPLET_TOKEN'],
      oidcIssuer: env['OIDC_ISSUER'] === undefined ? undefined : url(env, 'OIDC_ISSUER'),
      masterKey: env['MASTER_KEY'] ?? keptMasterKey(dataDir),
    }),
  });
};

/** Without what is not given. */
const known = <Given extends Readonly<Record<string, string | undefined>>>(given: Given) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof Given]?: string;
  };

const urlsOf = (dataDir: string): Readonly<Record<string, string>> => {
  const path = join(dataDir, 'run', 'urls.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
};

const keptMasterKey = (dataDir: string): string | undefined => {
  const path = join(dataDir, 'keys', 'master.key');
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
};
