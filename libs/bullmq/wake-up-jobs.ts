import { type Job, Queue } from 'bullmq';
import { type WakeUpData, QUEUE, connection, prefix } from './wake-up-queue.js';

type WakeUp = Job<WakeUpData, void, string>;

/** A job that was tried and did not succeed: it is tried again by itself, or was given up. */
export interface TroubledJob {
  readonly id: string;
  readonly kind: string;
  readonly orderId: string;
  readonly state: 'retrying' | 'failed';
  readonly tries: number;
  readonly reason: string;
}

export interface JobFigures {
  readonly counts: Readonly<Record<string, number>>;
  /** How long the job that is due longest has been waiting for a worker; undefined if none waits. */
  readonly oldestWaitingMs: number | undefined;
}

/** Jobs between two tries are due within half a minute, so they stand first among the delayed. */
const LOOKED_AT = 500;

/** The queue of wake-ups, looked at and helped on. */
export class WakeUpJobs {
  private readonly redis;
  /** As BullMQ has it, for tools that know BullMQ. */
  readonly queue: Queue<WakeUpData, void, string>;

  constructor(url: string) {
    this.redis = connection(url);
    this.queue = new Queue(QUEUE, { connection: this.redis, prefix });
    this.queue.on('error', () => undefined);
  }

  async figures(nowMs: number): Promise<JobFigures> {
    const counts = await this.queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
    const [oldest] = await this.queue.getJobs(['waiting'], 0, 0, true);
    const dueAt = oldest && oldest.timestamp + (oldest.opts.delay ?? 0);
    return { counts, oldestWaitingMs: dueAt === undefined ? undefined : Math.max(0, nowMs - dueAt) };
  }

  async troubled(): Promise<TroubledJob[]> {
    const [delayed, failed] = [await this.delayedAfterTries(), await this.queue.getFailed(0, LOOKED_AT)];
    return [...delayed.map((job) => troubled(job, 'retrying')), ...failed.map((job) => troubled(job, 'failed'))];
  }

  /** Of these jobs, those that there are not (any more). */
  async absent<Wanted extends { readonly id: string }>(wanted: readonly Wanted[]): Promise<Wanted[]> {
    const asking = this.redis.pipeline();
    for (const { id } of wanted) asking.exists(this.queue.toKey(id));
    const answers = (await asking.exec()) ?? [];
    return wanted.filter((_, at) => answers[at]![1] === 0);
  }

  /** Has jobs in trouble tried again now: one, or all of them. @returns their ids */
  async retry(id?: string): Promise<string[]> {
    const isWanted = (job: WakeUp) => id === undefined || job.id === id;
    const delayed = (await this.delayedAfterTries()).filter(isWanted);
    const failed = (await this.queue.getFailed(0, LOOKED_AT)).filter(isWanted);
    for (const job of delayed) await job.promote();
    for (const job of failed) await job.retry();
    return [...delayed, ...failed].map((job) => job.id!);
  }

  async close(): Promise<void> {
    await this.queue.close().catch(() => undefined);
    this.redis.disconnect();
  }

  private async delayedAfterTries(): Promise<WakeUp[]> {
    return (await this.queue.getDelayed(0, LOOKED_AT)).filter(({ attemptsMade }) => attemptsMade > 0);
  }
}

const troubled = (
  { id, name, data, attemptsMade, failedReason }: WakeUp,
  state: TroubledJob['state'],
): TroubledJob => ({ id: id!, kind: name, orderId: data.orderId, state, tries: attemptsMade, reason: failedReason });
