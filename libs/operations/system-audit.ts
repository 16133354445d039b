import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { Audit, type Finding, PATIENCE_MS, notAccepted } from '#audit';
import { type WakeUpJobs } from '#bullmq';
import { type EventStore, type LogPage, type LogPosition, type Projection } from '#event-sourcing';
import { jobsOf } from '#fulfillment';
import { ProjectionStore, ViewCheck, ViewNotFilled, keyed } from '#redis';
import { lostJobs } from './lost-jobs.js';
import { owedWakeUps } from './owed-wake-ups.js';
import { ParkedAllocation } from './parked-allocation.js';

/** What stands beside the log and can be made anew from it. */
export interface BesideTheLog {
  readonly redis: Redis;
  readonly jobs: WakeUpJobs;
  readonly projections: readonly Projection<object>[];
}

export interface SystemAuditOptions {
  readonly store: EventStore;
  /** Left out: the log alone is looked at. */
  readonly beside?: BesideTheLog;
  /** How long something may be under way before it counts as left behind (default ten minutes). */
  readonly patienceMs?: number;
  /** The part of the time that reading the log may take, from 0 to 1 (default 1). */
  readonly share?: number;
  /** Told after each page of the log. */
  readonly progress?: (events: number) => void;
}

/**
 * Looks at the whole system: every invariant over the log, and what is parked, the views, and the jobs against it. Asked
 * again, it reads what is new, and compares the documents that this is about.
 */
export class SystemAudit {
  readonly log: Audit;
  private through: LogPosition | undefined;
  private readonly patienceMs: number;
  /** By projection once it was compared as a whole: documents to be compared the next time, with their streams. */
  private readonly unchecked = new Map<string, Map<string, string>>();

  constructor(private readonly options: SystemAuditOptions) {
    this.patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.log = new Audit(this.patienceMs);
  }

  /** What operators accepted is left out. Aborted, what it says is not the whole. @throws Unavailable; begun again, it goes on where it was */
  async run(signal?: AbortSignal): Promise<readonly Finding[]> {
    await this.readOn(signal);
    const now = new Date();
    const { store, beside } = this.options;
    return [
      ...(await notAccepted(store, this.log.findings(now))),
      ...(beside ? await this.lookBeside(beside, now, signal) : []),
    ];
  }

  private async readOn(signal?: AbortSignal): Promise<void> {
    const { store, share = 1, progress } = this.options;
    let since = performance.now();
    for await (const page of store.readAll(this.through ? { after: this.through } : {})) {
      this.log.take(page);
      this.touch(page);
      this.through = page.through;
      progress?.(this.log.events);
      if (signal?.aborted) return;
      if (share < 1) await delay(((performance.now() - since) * (1 - share)) / share);
      since = performance.now();
    }
  }

  private touch({ events }: LogPage): void {
    for (const projection of this.options.beside?.projections ?? []) {
      const { name, oneStream, streamPrefixes } = projection;
      const documents = this.unchecked.get(name);
      if (!documents || !oneStream) continue;
      const seen = events.filter(({ stream }) => streamPrefixes.some((prefix) => stream.startsWith(prefix)));
      for (const { key, event } of keyed(projection, seen)) documents.set(key, event.stream);
    }
  }

  private async lookBeside(beside: BesideTheLog, now: Date, signal?: AbortSignal): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const projection of beside.projections)
      findings.push(...(await parkedOf(beside, projection)), ...(await this.differencesOf(beside, projection, signal)));
    const steps = await new ParkedAllocation(beside.redis).list();
    const allocation = steps.map(({ subject, reason }): Finding => ({
      ...{ rule: 'T11', subject, what: 'parked-allocation', detail: reason },
    }));
    return [...findings, ...allocation, ...(await this.jobFindings(beside, now))];
  }

  /** A document that differs is compared again the next time; so is a whole view in which one does. */
  private async differencesOf(
    { redis }: BesideTheLog,
    projection: Projection<object>,
    signal?: AbortSignal,
  ): Promise<Finding[]> {
    const { name, oneStream } = projection;
    const rule = 'ADR 0006';
    const check = new ViewCheck({ store: this.options.store, redis, projection });
    const documents = this.unchecked.get(name);
    if (documents && !oneStream) return [];
    try {
      const wrong = new Set(await (documents ? check.of(documents, signal) : check.whole(signal)));
      if (signal?.aborted) return [];
      if (documents) for (const key of [...documents.keys()].filter((each) => !wrong.has(each))) documents.delete(key);
      else if (wrong.size === 0) this.unchecked.set(name, new Map());
      const detail = `not what the log makes of it, in ${name}`;
      return [...wrong].map((subject) => ({ rule, subject, what: 'view-differs', detail }));
    } catch (error) {
      if (!(error instanceof ViewNotFilled)) throw error;
      this.unchecked.delete(name);
      return [{ rule, subject: name, what: 'view-not-filled', detail: error.message }];
    }
  }

  private async jobFindings({ redis, jobs }: BesideTheLog, now: Date): Promise<Finding[]> {
    const [rule, nowMs] = ['ADR 0004', now.getTime()] as const;
    const overdue: Finding[] = [];
    for await (const page of owedWakeUps(redis, String(nowMs - this.patienceMs)))
      for (const { kind, orderId, at } of page.flatMap(jobsOf))
        if (Date.parse(at) <= nowMs - this.patienceMs)
          overdue.push({ rule, subject: orderId, what: 'wake-up-overdue', detail: `${kind}, due at ${at}` });
    const lost = (await lostJobs(redis, jobs, nowMs)).map(({ orderId, id, at }): Finding => ({
      ...{ rule, subject: orderId, what: 'job-lost', detail: `${id}, for ${at}` },
    }));
    const failed = (await jobs.troubled())
      .filter(({ state }) => state === 'failed')
      .map(({ orderId, id, reason }): Finding => ({
        rule,
        subject: orderId,
        what: 'job-failed',
        detail: `${id}: ${reason}`,
      }));
    return [...overdue, ...lost, ...failed];
  }
}

const parkedOf = async ({ redis }: BesideTheLog, projection: Projection<object>): Promise<Finding[]> => {
  const parked = await new ProjectionStore(redis, projection).parked();
  return [...parked].map(([key, { reason, events }]) => ({
    ...{ rule: 'ADR 0006', subject: key, what: 'parked-document' },
    detail: `${projection.name} stands still at ${events[0]!.stream}@${events[0]!.revision}: ${reason}`,
  }));
};
