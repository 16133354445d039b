import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Environment } from './config.js';

/** A bearer token of this role, signed by the local development key of this data folder. */
export async function developmentToken(
  { distDir, dataDir, environment }: { distDir: string; dataDir: string; environment: Environment },
  role: string,
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(distDir, 'apps/ops/token.js'), '--role', role], {
    env: { ...environment, DATA_DIR: dataDir },
  });
  return stdout.trim();
}
