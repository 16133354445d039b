import { type CommandContext, newCommand, projectionRepairsOn } from '#event-sourcing';
import { type Parked as Step } from '#fulfillment';
import { ALLOCATION_NAME, ParkedAllocation } from '#operations';
import { ParkedDocuments, type ParkedEvents, type Skip } from '#redis';
import { AS, type Operator, issuerOf } from './operator.js';
import { projectionNamed } from './projections.js';
import { type RunningSystem } from './system.js';
import { type Verb } from './verb.js';

interface Options extends Operator {
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
  does: 'Documents of views that stand still at an event, and steps of the allocation that were set aside, and why; takes them up again. Exit code 1 if there are any.',
  example: 'parked --retry C-8Z3K-Q0DM-71TV',
  options: [
    ['--view <projection>', 'of this view alone'],
    ['--retry [key]', 'folds one (all, without a key) again from its beginning'],
    ['--skip <key>', 'passes over the event that failed, for good, and takes its document up again'],
    ['--reason <text>', 'why it is passed over: kept, and shown'],
    AS,
  ],
  run: async (system, { view, retry, skip, reason = '', as }) => {
    if (skip !== undefined && reason.trim() === '') throw new Error('--skip needs a --reason');
    const issuer = issuerOf({ as });
    const [views, now] = [await viewsOf(system, view), new Date().toISOString()];
    for (const [, documents] of views) {
      const keys = [...(await documents.list()).keys()];
      if (skip !== undefined && keys.includes(skip)) await documents.skip(skip, reason, now, newCommand(issuer));
      const wanted = keys.filter((each) => retry === true || retry === each);
      await documents.refold(wanted, now, newCommand(issuer));
    }
    const steps = new ParkedAllocation(await system.redis());
    const subjects = (await steps.list()).map(({ subject }) => subject);
    const wanted = subjects.filter((each) => retry === true || retry === each);
    if (wanted.length > 0) await retryAllocation(system, steps, wanted, newCommand(issuer));
    return found(views, await steps.list());
  },
};

type Documents = ParkedDocuments<object, never>;

const viewsOf = async (system: RunningSystem, name?: string): Promise<[string, Documents][]> => {
  const redis = await system.redis();
  const projections =
    name === undefined ? [...system.projections.values()] : [projectionNamed(system.projections, name)];
  return projections.map((each) => [each.name, new ParkedDocuments(system.store, redis, each as never)]);
};

/** The allocation begins again as a whole: what is owed it finds in the log. */
const retryAllocation = async (
  { store }: RunningSystem,
  steps: ParkedAllocation,
  keys: readonly string[],
  context: CommandContext,
): Promise<void> => {
  const command = {
    type: 'RefoldDocuments',
    projection: ALLOCATION_NAME,
    keys,
    now: new Date().toISOString(),
  } as const;
  await projectionRepairsOn(store).handle(command, context);
  await steps.restart();
};

const found = async (views: readonly [string, Documents][], steps: readonly Step[]) => {
  const still: Parked[] = [];
  const skipped: (Skip & { readonly projection: string })[] = [];
  for (const [projection, documents] of views) {
    for (const [key, events] of await documents.list()) still.push({ projection, key, ...events });
    for (const skip of await documents.skips()) skipped.push({ projection, ...skip });
  }
  const inAll = still.length + steps.length;
  const lines = [
    ...still.map(
      ({ projection, key, reason, events }) =>
        `${projection}  ${key}  ${nameOf(events[0]!)}, ${events.length - 1} wait behind it\n    ${reason}`,
    ),
    ...skipped.map(
      ({ projection, key, event, skippedAt, issuedBy: by, reason }) =>
        `${projection}  ${key}  ${nameOf(event)} is passed over since ${skippedAt} by ${by}: ${reason}`,
    ),
    ...steps.map(({ subject, reason }) => `${ALLOCATION_NAME}  ${subject}\n    ${reason}`),
    inAll === 0 ? 'nothing is parked' : `${inAll} parked`,
  ];
  return { json: { parked: still, skipped, allocation: steps }, text: lines.join('\n'), found: inAll > 0 };
};

const nameOf = ({ type, stream, revision }: { type: string; stream: string; revision: number }) =>
  `${type} at ${stream}@${revision}`;
