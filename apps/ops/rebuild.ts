import { SingleBar } from 'cli-progress';
import { newCommand, projectionRepairsOn } from '#event-sourcing';
import { ParkedDocuments, SpareView } from '#redis';
import { instantOf } from './instant.js';
import { AS, type Operator, issuerOf } from './operator.js';
import { projectionNamed } from './projections.js';
import { type RunningSystem } from './system.js';
import { type Verb } from './verb.js';

interface Options extends Operator {
  readonly switch?: boolean;
  readonly rollback?: boolean;
  readonly anew?: boolean;
  readonly order?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Fills a view anew beside the live one, and puts it in its place. */
export const rebuild: Verb<Options> = {
  name: 'rebuild',
  takes: '<projection>',
  does: 'Fills a view anew from the log beside the live one, which goes on serving. Interrupted, the next call goes on.',
  example: 'rebuild order-tracking    then: diff order-tracking, rebuild order-tracking --switch',
  options: [
    ['--switch', 'puts the rebuilt view in the place of the live one, in one step; the former is kept'],
    ['--rollback', 'puts the former view back'],
    ['--anew', 'starts from the beginning of the log, whatever was filled before'],
    ['--order <key>', 'folds one document of the live view again from its beginning, in its place'],
    ['--from <instant>', 'the same for every document that something happened to from then on'],
    ['--to <instant>', 'and until then: a document is folded whole, since a part of its events makes no document'],
    AS,
  ],
  run: async (system, options, name) => {
    const { switch: switches, rollback, anew, as, order, from, to } = options;
    const [issuer, view] = [issuerOf({ as }), await spareView(system, name)];
    if (order !== undefined || from !== undefined || to !== undefined) return refold(system, name, options, issuer);
    const { signal } = untilInterrupted();
    if (rollback) {
      if (!(await view.rollBack())) throw new Error(`no former view of ${name} is kept: nothing was switched`);
      await record(system, name, 'former', issuer);
      return { json: { projection: name, live: 'former' }, text: `the former view of ${name} is live again` };
    }
    if (switches) {
      if (!(await view.exchange(signal))) throw new Error(`no view of ${name} is ready: run rebuild ${name} first`);
      await record(system, name, 'rebuilt', issuer);
      return {
        json: { projection: name, live: 'rebuilt' },
        text: `the rebuilt view of ${name} is live; rebuild ${name} --rollback puts the former back`,
      };
    }
    const events = await fill(view, signal, anew ?? false);
    if (signal.aborted) throw new Error(`interrupted: rebuild ${name} goes on where it was`);
    const text = `${name} is rebuilt from ${events} events: see diff ${name}, then rebuild ${name} --switch`;
    return { json: { projection: name, events, state: 'ready' }, text };
  },
};

const refold = async (system: RunningSystem, name: string, { order, from, to }: Options, issuer: string) => {
  const projection = projectionNamed(system.projections, name);
  const documents = new ParkedDocuments(system.store, await system.redis(), projection);
  const [since, until] = [
    from === undefined ? new Date(0) : instantOf('--from', from),
    to === undefined ? new Date() : instantOf('--to', to),
  ];
  const keys = order === undefined ? await documents.keysBetween(since, until) : [order];
  const parked = await documents.refold(keys, new Date().toISOString(), newCommand(issuer));
  const text = `${keys.length} documents of ${name} were folded again, ${parked.size} stand still`;
  return { json: { projection: name, keys, parked: [...parked.keys()] }, text, found: parked.size > 0 };
};

/** Documents that would change, and how. */
export const diff: Verb<object> = {
  name: 'diff',
  takes: '<projection>',
  does: 'What the rebuilt view would change: exit code 1, and each document with its differences, if something.',
  example: 'diff order-tracking --json',
  run: async (system, _, name) => {
    const view = await spareView(system, name);
    const state = await view.state();
    if (state !== 'ready')
      throw new Error(`no view of ${name} is ready (${state ?? 'none'}): run rebuild ${name} first`);
    const differences = await view.differences(untilInterrupted().signal);
    const changes = differences.map(({ key, live, spare }) => ({
      key,
      changes: changesBetween(parse(live), parse(spare)),
    }));
    const text = changes.map(
      ({ key, changes: lines }) =>
        `${key}\n${lines.map(({ path, before, after }) => `  ${path}: ${shown(before)} → ${shown(after)}`).join('\n')}`,
    );
    return {
      json: changes,
      text:
        changes.length === 0
          ? `nothing would change in ${name}`
          : `${changes.length} documents would change\n${text.join('\n')}`,
      found: changes.length > 0,
    };
  },
};

const spareView = async (system: RunningSystem, name: string) => {
  const projection = projectionNamed(system.projections, name);
  return new SpareView({ store: system.store, redis: await system.redis(), projection });
};

const record = async (system: RunningSystem, name: string, live: 'rebuilt' | 'former', issuer: string) => {
  const { name: projection, version } = projectionNamed(system.projections, name);
  const command = { type: 'RecordExchange', projection, version, live, now: new Date().toISOString() } as const;
  await projectionRepairsOn(system.store).handle(command, newCommand(issuer));
};

const untilInterrupted = (): AbortController => {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  return interrupted;
};

const fill = async (
  view: Awaited<ReturnType<typeof spareView>>,
  signal: AbortSignal,
  anew: boolean,
): Promise<number> => {
  const format = '{bar} {percentage}%  {events} events, {rate} a second, {left} left';
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true });
  const since = performance.now();
  let events = 0;
  if (process.stderr.isTTY) bar.start(1000, 0, { events, rate: 0, left: '' });
  await view.fill(
    signal,
    (seen) => {
      events = seen.events;
      const seconds = (performance.now() - since) / 1000;
      const left = seen.part > 0 ? `${Math.ceil((seconds / seen.part) * (1 - seen.part))} s` : '';
      if (process.stderr.isTTY) bar.update(seen.part * 1000, { events, rate: Math.round(events / seconds), left });
    },
    anew,
  );
  if (process.stderr.isTTY) bar.stop();
  return events;
};

const parse = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The innermost values that differ, each by its path. */
const changesBetween = (before: unknown, after: unknown, path = ''): Change[] => {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path: path || 'document', before, after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => changesBetween(before[name], after[name], path ? `${path}.${name}` : name));
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
