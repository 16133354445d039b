import { type Audit, type Finding } from '#audit';
import { SystemAudit } from '#operations';
import { PATIENCE, type Patience, patienceMsOf } from './audited.js';
import { type RunningSystem } from './system.js';
import { type Verb } from './verb.js';

interface Options extends Patience {
  readonly logOnly?: boolean;
}

/** Checks every invariant over the whole log, and what stands beside it against it. */
export const verify: Verb<Options> = {
  name: 'verify',
  does: 'Checks every invariant over the whole log, then views, parked documents and jobs against it. Exit code 1 and the offending order if one is broken.',
  example: 'verify --json',
  options: [['--log-only', 'leaves views and jobs alone: nothing but the event store is asked'], PATIENCE],
  run: async (system, options) => {
    const logOnly = options.logOnly ?? !system.namesRedis;
    const audit = new SystemAudit({
      store: system.store,
      ...(!logOnly && { beside: await besideTheLog(system) }),
      patienceMs: patienceMsOf(options),
      progress: (events) => process.stderr.isTTY && process.stderr.write(`\r${events} events`),
    });
    const findings = await audit.run();
    if (process.stderr.isTTY) process.stderr.write('\r');
    const { events, orders } = audit.log;
    const found = findings.length > 0;
    const json = { ok: !found, events, ...orders.totals, logOnly, findings };
    return { json, text: textOf(audit.log, findings, logOnly), found };
  },
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
