import { viewLag } from '#operations';
import { type Verb, table } from './verb.js';

/** How far each view is behind the log. */
export const lag: Verb<object> = {
  name: 'lag',
  does: 'How many events each view is behind the log, and what it parked; exit code 1 if one is behind or has parked.',
  example: 'lag --json',
  run: async (system) => {
    const redis = await system.redis();
    const rows = await Promise.all(
      [...system.projections.values()].map((projection) => viewLag(system.store, redis, projection)),
    );
    const text = table(
      ['projection', 'version', 'events behind', 'documents parked'],
      rows.map(({ projection, version, behind, parked }) => [projection, version, behind, parked]),
    );
    return { json: rows, text, found: rows.some(({ behind, parked }) => behind > 0 || parked > 0) };
  },
};
