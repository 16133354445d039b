import { type Audit, type Finding, acceptFinding } from '#audit';
import { newCommand } from '#event-sourcing';
import { SystemAudit } from '#operations';
import { PATIENCE, type Patience, patienceMsOf } from './audited.js';
import { AS, type Operator, issuerOf } from './operator.js';
import { type RunningSystem } from './system.js';
import { type Verb } from './verb.js';

interface Options extends Patience, Operator {
  readonly logOnly?: boolean;
  readonly accept?: string;
  readonly reason?: string;
}

/** Checks every invariant over the whole log, and what stands beside it against it. */
export const verify: Verb<Options> = {
  name: 'verify',
  does: 'Checks every invariant over the whole log, then views, parked documents and jobs against it. Exit code 1 and the offending order if one is broken.',
  example: 'verify --json',
  options: [
    ['--log-only', 'leaves views and jobs alone: nothing but the event store is asked'],
    PATIENCE,
    ['--accept <subject>', 'what the log says of this order or stream was dealt with: it is no finding any more'],
    ['--reason <text>', 'how it was dealt with: stands in the log'],
    AS,
  ],
  run: async (system, options) => {
    const logOnly = options.logOnly ?? !system.namesRedis;
    const audit = new SystemAudit({
      store: system.store,
      ...(!logOnly && { beside: await besideTheLog(system) }),
      patienceMs: patienceMsOf(options),
      progress: (events) => process.stderr.isTTY && process.stderr.write(`\r${events} events`),
    });
    const findings = await acceptedIn(system, await audit.run(), audit.log.findings(new Date()), options);
    if (process.stderr.isTTY) process.stderr.write('\r');
    const { events, orders } = audit.log;
    const found = findings.length > 0;
    const json = { ok: !found, events, ...orders.totals, logOnly, findings };
    return { json, text: textOf(audit.log, findings, logOnly), found };
  },
};

/** @returns the findings that are left */
const acceptedIn = async (
  { store }: RunningSystem,
  findings: readonly Finding[],
  log: readonly Finding[],
  { accept, reason = '', as }: Options,
): Promise<readonly Finding[]> => {
  if (accept === undefined) return findings;
  if (reason.trim() === '') throw new Error('--accept needs a --reason');
  const issuer = issuerOf({ as });
  const known = log.filter(({ subject }) => subject === accept);
  if (known.length === 0) throw new Error(`the log says nothing wrong of ${accept}`);
  for (const finding of known) await acceptFinding(store, finding, reason, newCommand(issuer));
  return findings.filter(({ subject, what }) => !known.some((each) => each.subject === subject && each.what === what));
};

const besideTheLog = async (system: RunningSystem) => ({
  redis: await system.redis(),
  jobs: system.jobs(),
  projections: [...system.projections.values()],
});

const textOf = ({ events, orders }: Audit, findings: readonly Finding[], logOnly: boolean): string => {
  const { orders: placed, shipped, debited } = orders.totals;
  const seen = `${events} events, ${placed} orders, ${shipped} shipped, ${debited} debited`;
  const extent = logOnly ? '; views and jobs were not looked at' : '';
  if (findings.length === 0) return `every invariant holds: ${seen}${extent}`;
  const lines = findings.map(({ rule, subject, what, detail }) => `${what}  ${subject}  ${detail}  (${rule})`);
  return [`${findings.length} violations: ${seen}${extent}`, ...lines].join('\n');
};
