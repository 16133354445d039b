import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort, isFree } from '../redis/free-port.js';
import { appNames, portVariables, type AppName, type LauncherConfig } from './config.js';
import { writeWhole } from './run-files.js';

export const embeddedParts = [
  ...(['eventstore', 'redis', 'payment-provider', 'mailbox', 'smtp', 'warehouse', 'carrier'] as const),
] as const;
export type Ports = Readonly<Record<AppName | (typeof embeddedParts)[number], number>>;

/**
 * Chooses the port of every part, once: a process keeps its port when it is started again, and the system keeps its ports
 * from one start to the next unless someone else took one. Throws an Error if a port that was asked for is taken.
 */
export async function choosePorts(config: LauncherConfig): Promise<Ports> {
  const path = join(config.dataDir, 'run', 'ports.json');
  const remembered = readPorts(path);
  const chosen: Record<string, number> = {};
  for (const part of embeddedParts) chosen[part] = await freePort(remembered[part], Object.values(chosen));
  for (const app of appNames) {
    const wanted = config.appPorts[app];
    chosen[app] = wanted === 0 ? await freePort(remembered[app], Object.values(chosen)) : await demand(app, wanted);
  }
  writeWhole(path, chosen);
  return chosen as Ports;
}

async function demand(app: AppName, port: number): Promise<number> {
  if (await isFree(port)) return port;
  throw new Error(
    `Port ${port}, which ${app} needs, is taken. Stop what uses it, or set ${portVariables[app]} to another port.`,
  );
}

async function freePort(remembered: number | undefined, taken: readonly number[]): Promise<number> {
  if (remembered !== undefined && !taken.includes(remembered) && (await isFree(remembered))) return remembered;
  for (;;) {
    const port = await findFreePort();
    if (!taken.includes(port)) return port;
  }
}

function readPorts(path: string): Record<string, number | undefined> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}
