import { Audit, PATIENCE_MS } from '#audit';
import { durationMs } from './duration.js';
import { type RunningSystem } from './system.js';

export interface Patience {
  readonly patience?: string;
}

export const PATIENCE = [
  '--patience <duration>',
  'how long something may be under way before it counts as left behind (default 10m)',
] as const;

export const patienceMsOf = ({ patience }: Patience): number =>
  patience === undefined ? PATIENCE_MS : durationMs('--patience', patience);

/** The audit of the whole log. */
export const auditOf = async ({ store }: RunningSystem, options: Patience): Promise<Audit> => {
  const audit = new Audit(patienceMsOf(options));
  for await (const page of store.readAll()) audit.take(page);
  return audit;
};
