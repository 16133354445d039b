import { type Verb, table } from './verb.js';

/** The wake-ups of orders as jobs. */
export const jobs: Verb<{ readonly retry?: string | true }> = {
  name: 'jobs',
  does: 'The wake-up jobs: how many, and those that were tried in vain, and why; exit code 1 if there are any.',
  example: 'jobs --retry',
  options: [['--retry [id]', 'has one (all that were tried in vain, without an id) tried again now']],
  run: async (system, { retry }) => {
    const queue = system.jobs();
    const retried = retry === undefined ? 0 : await queue.retry(retry === true ? undefined : retry);
    const [figures, troubled] = [await queue.figures(Date.now()), await queue.troubled()];
    const counts = Object.entries(figures.counts).map(([state, count]) => `${count} ${state}`);
    const rows = troubled.map(({ id, state, tries, reason }) => [state, id, tries, reason.split('\n', 1)[0]!]);
    const text = [
      ...(retry === undefined ? [] : [`${retried} put to be tried again now`]),
      counts.join(', '),
      ...(rows.length > 0 ? [table(['state', 'job', 'tries', 'why'], rows)] : []),
    ];
    return { json: { ...figures, troubled, retried }, text: text.join('\n'), found: troubled.length > 0 };
  },
};
