import { Audit, type Finding } from '#audit';
import { type Verb } from './verb.js';

/** Reads the whole log and checks every invariant. */
export const verify: Verb<object> = {
  name: 'verify',
  does: 'Reads the whole log and checks every invariant; exit code 1 and the offending order if one is broken.',
  example: 'verify --json',
  run: async ({ store }) => {
    const audit = new Audit();
    for await (const page of store.readAll()) {
      audit.take(page);
      if (process.stderr.isTTY) process.stderr.write(`\r${audit.events} events`);
    }
    const findings = audit.findings();
    if (process.stderr.isTTY) process.stderr.write('\r');
    const found = findings.length > 0;
    const json = { ok: !found, events: audit.events, ...audit.orders.totals, findings };
    return { json, text: textOf(audit, findings), found };
  },
};

const textOf = (audit: Audit, findings: readonly Finding[]): string => {
  const { orders, shipped, debited } = audit.orders.totals;
  const seen = `${audit.events} events, ${orders} orders, ${shipped} shipped, ${debited} debited`;
  if (findings.length === 0) return `every invariant holds: ${seen}`;
  const lines = findings.map(({ rule, subject, what, detail }) => `${what}  ${subject}  ${detail}  (${rule})`);
  return [`${findings.length} violations: ${seen}`, ...lines].join('\n');
};
