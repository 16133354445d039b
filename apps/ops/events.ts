import { type RecordedEvent } from '#event-sourcing';
import { DECRYPT, type Decrypting, openerFor } from './decrypting.js';
import { instantOf } from './instant.js';
import { type Verb } from './verb.js';

interface Options extends Decrypting {
  readonly stream?: string;
  readonly type?: string;
  readonly limit?: string;
  readonly from?: string;
  readonly follow?: boolean;
}

/** The log as it is. */
export const events: Verb<Options> = {
  name: 'events',
  does: 'Events of the log, the oldest first. What is sealed stays sealed, unless --decrypt.',
  example: 'events --stream stock- --type StockReceived --limit 20',
  options: [
    ['--stream <prefix>', 'of streams whose name starts so, such as order- or stock-box-6'],
    ['--type <type>', 'of this type'],
    ['--limit <n>', 'the newest n of them (default 50)'],
    ['--from <instant>', 'appended from then on'],
    ['--follow', 'go on with what comes, until interrupted'],
    ...DECRYPT,
  ],
  run: async (system, options) => {
    const { store } = system;
    const { stream, type, limit = '50', from, follow } = options;
    const since = from === undefined ? undefined : instantOf('--from', from);
    const open = await openerFor(system, options);
    const most = Number(limit);
    if (!Number.isInteger(most) || most < 1) throw new Error(`--limit takes a whole number from 1 on, not ${limit}`);
    const wanted = (event: RecordedEvent) =>
      (type === undefined || event.type === type) && (since === undefined || event.createdAt >= since);
    const prefixes = stream === undefined ? {} : { streamPrefixes: [stream] };
    const newest: RecordedEvent[] = [];
    let after: RecordedEvent['position'] | undefined;
    for await (const page of store.readAll(prefixes)) {
      newest.push(...page.events.filter(wanted));
      newest.splice(0, newest.length - most);
      after = page.through;
    }
    const shownEvents = await open(newest);
    if (follow) {
      console.log(shownEvents.map(lineOf).join('\n'));
      for await (const page of store.follow({ ...prefixes, ...(after && { after }) }))
        for (const event of await open(page.events.filter(wanted))) console.log(lineOf(event));
    }
    return { json: shownEvents.map(shown), text: shownEvents.map(lineOf).join('\n') || 'no such event' };
  },
};

const shown = ({ id, stream, revision, type, data, metadata, createdAt }: RecordedEvent) => ({
  ...{ id, stream, revision, type, at: createdAt.toISOString(), data, metadata },
});

const lineOf = ({ createdAt, stream, revision, type, data }: RecordedEvent): string =>
  `${createdAt.toISOString()}  ${stream}@${revision}  ${type}  ${JSON.stringify(data)}`;
