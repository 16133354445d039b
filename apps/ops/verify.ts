import { Command } from 'commander';
import { Audit, type Finding } from '#audit';
import { type EventStore } from '#event-sourcing';

/** Reads the whole log and checks every invariant. Exit code 1, and the offending orders, if one does not hold. */
export const verifyCommand = (openStore: () => EventStore): Command =>
  new Command('verify')
    .description(
      'Reads the whole log and checks every invariant; exit code 1 and the offending order if one is broken.',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: npm run ops -- verify --json')
    .action(async ({ json }: { json?: boolean }) => {
      const store = openStore();
      try {
        const audit = new Audit();
        for await (const page of store.readAll()) {
          audit.take(page);
          if (process.stderr.isTTY) process.stderr.write(`\r${audit.events} events`);
        }
        const findings = audit.finish();
        if (process.stderr.isTTY) process.stderr.write('\r');
        console.log(json ? JSON.stringify(summary(audit, findings)) : text(audit, findings));
        process.exitCode = findings.length > 0 ? 1 : 0;
      } finally {
        await store.close();
      }
    });

const summary = (audit: Audit, findings: readonly Finding[]) => ({
  ok: findings.length === 0,
  events: audit.events,
  ...audit.orders.totals,
  findings,
});

const text = (audit: Audit, findings: readonly Finding[]): string => {
  const { orders, shipped, debited } = audit.orders.totals;
  const seen = `${audit.events} events, ${orders} orders, ${shipped} shipped, ${debited} debited`;
  if (findings.length === 0) return `every invariant holds: ${seen}`;
  const lines = findings.map(({ rule, subject, what, detail }) => `${what}  ${subject}  ${detail}  (${rule})`);
  return [`${findings.length} violations: ${seen}`, ...lines].join('\n');
};
