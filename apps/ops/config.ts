import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, integer } from '#configuration';

export interface OpsConfig {
  readonly dataDir: string;
  /** `EVENTSTORE_URL`, else that of the system that runs on `DATA_DIR`. */
  readonly eventStoreUrl?: string;
  /** As the projector's: what a rebuilt view of wake-ups depends on. */
  readonly unpaidGraceMs: number;
  /** `REDIS_URL`, else that of the system that runs on `DATA_DIR`. */
  readonly redisUrl?: string;
  /** `PAYMENT_PROVIDER_URL`, else that of the system that runs on `DATA_DIR`. */
  readonly paymentProviderUrl?: string;
}

/** Read once, at start. */
export const readConfig = (env: Environment = process.env): OpsConfig => {
  const dataDir = env['DATA_DIR'] ?? '.data';
  const urls = urlsOf(dataDir);
  const [eventStoreUrl, redisUrl] = [env['EVENTSTORE_URL'] ?? urls['eventstore'], env['REDIS_URL'] ?? urls['redis']];
  const paymentProviderUrl = env['PAYMENT_PROVIDER_URL'] ?? urls['payment-provider'];
  return Object.freeze({
    dataDir,
    unpaidGraceMs: integer(env, 'UNPAID_GRACE_MS', 72 * 3600 * 1000),
    ...(eventStoreUrl !== undefined && { eventStoreUrl }),
    ...(redisUrl !== undefined && { redisUrl }),
    ...(paymentProviderUrl !== undefined && { paymentProviderUrl }),
  });
};

const urlsOf = (dataDir: string): Readonly<Record<string, string>> => {
  const path = join(dataDir, 'run', 'urls.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
};
