import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLocked } from './data-folder-lock.js';

/** By part: `eventstore`, `redis`, `orders-api`, `tracking`, `payment-provider`, `mailbox`, … */
export type Urls = Readonly<Record<string, string>>;

/** Writes a JSON file so that a reader sees the old one or the new one, never half of it. */
export function writeWhole(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

const urlsFile = (dataDir: string): string => join(dataDir, 'run', 'urls.json');

export const publishUrls = (dataDir: string, urls: object): void => writeWhole(urlsFile(dataDir), urls);
export const withdrawUrls = (dataDir: string): void => rmSync(urlsFile(dataDir), { force: true });

/** The URLs of the system that runs on this data folder and has been ready; undefined if none does. */
export function findRunningSystem(dataDir: string): Urls | undefined {
  if (!isLocked(dataDir)) return undefined;
  try {
    return JSON.parse(readFileSync(urlsFile(dataDir), 'utf8')) as Urls;
  } catch {
    return undefined;
  }
}
