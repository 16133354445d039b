import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes the data folder for this process, so that two launchers cannot run on one. A dead holder's lock is taken over.
 *
 * Out: a function that gives it back. Throws an Error naming the holder if another process has it.
 */
export function lockDataFolder(dataDir: string): () => void {
  mkdirSync(join(dataDir, 'run'), { recursive: true });
  const path = join(dataDir, 'run', 'launcher.lock');
  const mine = identityOf(process.pid) as string;
  for (;;) {
    if (create(path, mine)) return () => rmSync(path, { force: true });
    const holder = readIfThere(path);
    if (holder !== undefined && isAlive(holder)) throw held(dataDir, holder);
    if (holder !== undefined) removeExactly(path, holder);
  }
}

/** True while a launcher runs on this data folder. */
export function isLocked(dataDir: string): boolean {
  const holder = readIfThere(join(dataDir, 'run', 'launcher.lock'));
  return holder !== undefined && isAlive(holder);
}

const held = (dataDir: string, holder: string): Error =>
  new Error(
    `A system already runs on ${dataDir} (process ${holder.split(' ')[0]}). Stop it first, or set DATA_DIR to another folder.`,
  );

function create(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a stale lock, and puts it back if someone else has just replaced it by a good one. */
function removeExactly(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readIfThere(aside) !== stale) linkSync(aside, path);
  } catch {
    // Someone else was faster; the next look tells.
  } finally {
    rmSync(aside, { force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const isAlive = (identity: string): boolean => identityOf(Number(identity.split(' ')[0])) === identity;

/** A process id and, where the system tells, its start time: ids are given again to other processes. */
function identityOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  // Field 22 of stat; the second one, the name in brackets, may hold blanks.
  const fields = readIfThere(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  return fields === undefined ? `${pid}` : `${pid} ${fields[19]}`;
}
