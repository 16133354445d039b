import { ParkedDocuments, type ParkedEvents, type Skip } from '#redis';
import { projectionNamed } from './projections.js';
import { type RunningSystem } from './system.js';
import { type Verb } from './verb.js';

interface Options {
  readonly view?: string;
  readonly retry?: string | true;
  readonly skip?: string;
  readonly reason?: string;
}

interface Parked extends ParkedEvents {
  readonly projection: string;
  readonly key: string;
}

/** What views could not handle, and why; taken up again once the cause is mended. */
export const parked: Verb<Options> = {
  name: 'parked',
  does: 'Documents of views that stand still at an event, and why; takes them up again. Exit code 1 if there are any.',
  example: 'parked --retry C-8Z3K-Q0DM-71TV',
  options: [
    ['--view <projection>', 'of this view alone'],
    ['--retry [key]', 'folds one (all, without a key) again from its beginning'],
    ['--skip <key>', 'passes over the event that failed, for good, and takes its document up again'],
    ['--reason <text>', 'why it is passed over: kept, and shown'],
  ],
  run: async (system, { view, retry, skip, reason = '' }) => {
    if (skip !== undefined && reason.trim() === '') throw new Error('--skip needs a --reason');
    const views = await viewsOf(system, view);
    for (const [, documents] of views) {
      const keys = [...(await documents.list()).keys()];
      if (skip !== undefined && keys.includes(skip)) await documents.skip(skip, reason, new Date().toISOString());
      for (const key of keys.filter((each) => retry === true || retry === each)) await documents.retry(key);
    }
    return found(views);
  },
};

type Documents = ParkedDocuments<object, never>;

const viewsOf = async (system: RunningSystem, name?: string): Promise<[string, Documents][]> => {
  const redis = await system.redis();
  const projections =
    name === undefined ? [...system.projections.values()] : [projectionNamed(system.projections, name)];
  return projections.map((each) => [each.name, new ParkedDocuments(system.store, redis, each as never)]);
};

const found = async (views: readonly [string, Documents][]) => {
  const still: Parked[] = [];
  const skipped: (Skip & { readonly projection: string })[] = [];
  for (const [projection, documents] of views) {
    for (const [key, events] of await documents.list()) still.push({ projection, key, ...events });
    for (const skip of (await documents.skips()).values()) skipped.push({ projection, ...skip });
  }
  const lines = [
    ...still.map(
      ({ projection, key, reason, events }) =>
        `${projection}  ${key}  ${nameOf(events[0]!)}, ${events.length - 1} wait behind it\n    ${reason}`,
    ),
    ...skipped.map(
      (skip) => `${skip.projection}  ${skip.key}  ${nameOf(skip)} is passed over since ${skip.at}: ${skip.reason}`,
    ),
    still.length === 0 ? 'nothing is parked' : `${still.length} parked`,
  ];
  return { json: { parked: still, skipped }, text: lines.join('\n'), found: still.length > 0 };
};

const nameOf = ({ type, stream, revision }: { type: string; stream: string; revision: number }) =>
  `${type} at ${stream}@${revision}`;
