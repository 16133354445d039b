import { QUEUE } from '#bullmq';
import { newCommand } from '#event-sourcing';
import { jobRepairsOn } from '#fulfillment';
import { lostJobs } from '#operations';
import { AS, type Operator, issuerOf } from './operator.js';
import { type RunningSystem } from './system.js';
import { type Verb, table } from './verb.js';

interface Options extends Operator {
  readonly retry?: string | true;
  readonly restore?: boolean;
}

/** The wake-ups of orders as jobs. */
export const jobs: Verb<Options> = {
  name: 'jobs',
  does: 'The wake-up jobs: how many, those that were tried in vain, and why, and those that are gone; exit code 1 if there are any.',
  example: 'jobs --retry --as a.durand',
  options: [
    ['--retry [id]', 'has one (all that were tried in vain, without an id) tried again now'],
    ['--restore', 'puts those back that orders are owed and that are gone'],
    AS,
  ],
  run: async (system, options) => {
    const queue = system.jobs();
    const { retried, restored } = await repair(system, queue, options);
    const [figures, troubled] = [await queue.figures(Date.now()), await queue.troubled()];
    const lost = await lostJobs(await system.redis(), queue, Date.now());
    const counts = Object.entries(figures.counts).map(([state, count]) => `${count} ${state}`);
    const rows = [
      ...troubled.map(({ id, state, tries, reason }) => [state, id, tries, reason.split('\n', 1)[0]!]),
      ...lost.map(({ id, at }) => ['gone', id, 0, `to wake up at ${at}`]),
    ];
    const text = [
      ...(options.retry === undefined ? [] : [`${retried.length} put to be tried again now`]),
      ...(options.restore ? [`${restored.length} put back`] : []),
      counts.join(', '),
      ...(rows.length > 0 ? [table(['state', 'job', 'tries', 'why'], rows)] : []),
    ];
    const json = { ...figures, troubled, lost, retried: retried.length, restored: restored.length };
    return { json, text: text.join('\n'), found: rows.length > 0 };
  },
};

/** What is done is recorded once it is: a job tried again, or put back, once too often does nothing. */
const repair = async (system: RunningSystem, queue: ReturnType<RunningSystem['jobs']>, options: Options) => {
  const [issuer, now] = [issuerOf(options), new Date()];
  const record = (type: 'RecordRetry' | 'RecordRestoration', ids: readonly string[]) =>
    jobRepairsOn(system.store).handle({ type, queue: QUEUE, jobs: ids, now: now.toISOString() }, newCommand(issuer));
  const { retry, restore } = options;
  const retried = retry === undefined ? [] : await queue.retry(retry === true ? undefined : retry);
  if (retried.length > 0) await record('RecordRetry', retried);
  const gone = restore ? await lostJobs(await system.redis(), queue, now.getTime()) : [];
  if (gone.length > 0) {
    await system.queue().add(gone, now.getTime());
    await record(
      'RecordRestoration',
      gone.map(({ id }) => id),
    );
  }
  return { retried, restored: gone };
};
