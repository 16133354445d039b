import { setTimeout as delay } from 'node:timers/promises';
import { FINDINGS, type Finding } from '#audit';
import { type Logger, type Sample, scrapedGauge } from '#http-api';
import { type AuditReport, SystemAudit, type SystemAuditOptions } from '#operations';

/** What reading the log may take of a projector's time, from 0 to 1: views come first. */
const SHARE = 0.25;
/** What is found is looked at again after so long: what is still so is wrong, and not just under way. */
const LOOK_AGAIN_AFTER_MS = 10_000;

/**
 * Audits the system again and again, each time what is new, and shows what it found. What was found is logged once: what
 * is wrong, with what, by which rule.
 */
export class ScheduledAudit {
  /** What was found, and when, by the clock that only goes on. */
  private made: { readonly findings: readonly Finding[]; readonly atMs: number } | undefined;
  private readonly told = new Set<string>();

  constructor(
    private readonly options: Omit<SystemAuditOptions, 'share'>,
    private readonly everyMs: number,
    private readonly logger: Logger,
    /** Where others see what the last audit found. */
    private readonly save: (report: AuditReport) => Promise<void>,
  ) {
    this.show();
  }

  /** While this process is the one that audits. */
  async run(signal: AbortSignal): Promise<void> {
    const audit = new SystemAudit({ ...this.options, share: SHARE });
    while (!signal.aborted) {
      try {
        const findings = await this.look(audit, signal);
        if (signal.aborted) break;
        this.made = { findings, atMs: performance.now() };
        this.tell(findings);
        await this.save({ at: new Date().toISOString(), events: audit.log.events, findings });
      } catch (error) {
        this.logger.warn({ reason: String(error) }, 'the audit could not look: it tries again');
      }
      await delay(this.everyMs, undefined, { signal }).catch(() => undefined);
    }
    this.made = undefined;
  }

  private async look(audit: SystemAudit, signal: AbortSignal): Promise<readonly Finding[]> {
    const findings = await audit.run(signal);
    const found = new Set(findings.map(nameOf));
    if ([...found].every((name) => this.told.has(name))) return findings;
    await delay(LOOK_AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    return (await audit.run(signal)).filter((finding) => found.has(nameOf(finding)));
  }

  private tell(findings: readonly Finding[]): void {
    for (const { what, subject, rule } of findings) {
      const name = nameOf({ what, subject });
      if (this.told.has(name)) continue;
      this.told.add(name);
      this.logger.error({ what, subject, rule }, 'the audit found a violation: operations must look at this');
    }
  }

  private show(): void {
    scrapedGauge({
      name: 'complet_audit_findings',
      help: 'What the last audit found, by kind. None where another projector audits, or none has ended yet.',
      labelNames: ['what'],
      read: (): Sample[] =>
        this.made
          ? FINDINGS.map((what) => ({
              labels: { what },
              value: this.made!.findings.filter((finding) => finding.what === what).length,
            }))
          : [],
    });
    scrapedGauge({
      name: 'complet_audit_age_seconds',
      help: 'Since the last audit ended; NaN where another projector audits, or none has ended yet.',
      read: () => [{ value: this.made && (performance.now() - this.made.atMs) / 1000 }],
    });
  }
}

const nameOf = ({ what, subject }: Pick<Finding, 'what' | 'subject'>) => `${what} ${subject}`;
