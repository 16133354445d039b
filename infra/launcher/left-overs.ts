import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Set in the environment of every supervised process, so that it can be told from a stranger with the same id. */
export const OWNER_VARIABLE = 'COMPLET_DATA_DIR';

/**
 * Ends processes that an earlier launcher on this data folder left behind when it was killed: SIGTERM, then SIGKILL
 * after `graceMs`. Only processes whose environment names this data folder are touched. Returns their names.
 */
export async function stopLeftOvers(dataDir: string, graceMs: number): Promise<string[]> {
  const found = pidFiles(join(dataDir, 'run')).filter(({ pid }) => isOurs(pid, dataDir));
  await Promise.all(found.map(({ pid }) => end(pid, dataDir, graceMs)));
  return found.map(({ name }) => name);
}

async function end(pid: number, dataDir: string, graceMs: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  signal(pid, 'SIGTERM');
  while (isOurs(pid, dataDir)) {
    if (performance.now() > deadline) signal(pid, 'SIGKILL');
    await delay(20);
  }
}

function pidFiles(runDir: string): { name: string; pid: number }[] {
  return readdirSync(runDir)
    .filter((file) => file.endsWith('.pid'))
    .map((file) => ({ name: file.slice(0, -'.pid'.length), pid: Number(readFileSync(join(runDir, file), 'utf8')) }))
    .filter(({ pid }) => Number.isInteger(pid) && pid > 1);
}

/** False for a process that is gone, one of someone else, or a zombie (which has no environment any more). */
function isOurs(pid: number, dataDir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${OWNER_VARIABLE}=${dataDir}`);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile.
  }
}
