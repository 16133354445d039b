import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The secret kept in `DATA_DIR/keys/<file>`, made at the first start (32 random bytes, base64; readable by its owner alone).
 *
 * Losing `master.key` is losing all personal data under it: a real shop sets MASTER_KEY from its own vault.
 */
export function keptSecret(dataDir: string, file: string, onCreated: (path: string) => void): string {
  const folder = join(dataDir, 'keys');
  const path = join(folder, file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Written whole before it gets its name: half a key must never be taken for one.
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  linkSync(fresh, path);
  rmSync(fresh);
  onCreated(path);
  return readFileSync(path, 'utf8').trim();
}
