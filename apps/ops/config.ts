import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment } from '#configuration';

export interface OpsConfig {
  readonly dataDir: string;
  /** `EVENTSTORE_URL`, else that of the system that runs on `DATA_DIR`. */
  readonly eventStoreUrl?: string;
}

/** Read once, at start. */
export const readConfig = (env: Environment = process.env): OpsConfig => {
  const dataDir = env['DATA_DIR'] ?? '.data';
  const eventStoreUrl = env['EVENTSTORE_URL'] ?? urlsOf(dataDir)['eventstore'];
  return Object.freeze({ dataDir, ...(eventStoreUrl !== undefined && { eventStoreUrl }) });
};

const urlsOf = (dataDir: string): Readonly<Record<string, string>> => {
  const path = join(dataDir, 'run', 'urls.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
};
