import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps a second server off a data directory. A lock left by a dead process is taken over. @returns the release. */
export const lockDirectory = (dataDir: string): (() => void) => {
  const path = join(dataDir, 'server.lock');
  for (let tries = 0; tries < 2; tries++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(path, 'utf8'));
      if (isOurs(owner)) throw new Error(`${dataDir} is in use by process ${owner}`, { cause: error });
      rmSync(path, { force: true });
    }
  }
  throw new Error(`${dataDir} is being taken by another server`);
};

/** True for a live event store: process ids are given again, so the name counts too. */
const isOurs = (pid: number): boolean => {
  if (!pid) return false;
  if (pid === process.pid) return true;
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command.includes('embedded-eventstoredb');
  } catch {
    return false;
  }
};
