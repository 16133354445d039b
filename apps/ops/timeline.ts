import { setTimeout as delay } from 'node:timers/promises';
import { type TimelineEntry, timelineOf } from '#inspection';
import { orderStream } from '#ordering';
import { DECRYPT, type Decrypting, openerFor } from './decrypting.js';
import { instantOf } from './instant.js';
import { type Verb } from './verb.js';

const FOLLOW_EVERY_MS = 500;

interface Options extends Decrypting {
  readonly at?: string;
  readonly follow?: boolean;
}

/** An order's life, with causes, commands and who issued them. */
export const timeline: Verb<Options> = {
  name: 'timeline',
  takes: '<order>',
  does: 'An order’s life: its events, what caused them and who issued the commands. What is sealed stays sealed, unless --decrypt.',
  example: 'timeline C-8Z3K-Q0DM-71TV --at 2026-11-23T10:00:00Z',
  options: [
    ['--at <instant>', 'as it was known then'],
    ['--follow', 'go on with what comes, until interrupted'],
    ...DECRYPT,
  ],
  run: async (system, options, order) => {
    const { at, follow } = options;
    const open = await openerFor(system, options);
    const asOf = at === undefined ? undefined : instantOf('--at', at).toISOString();
    const { orderId } = await system.order(order);
    const stream = orderStream({ orderId });
    const events = await system.store.read(stream);
    const entries = timelineOf(await open(events), asOf);
    if (follow) console.log(entries.map(lineOf).join('\n'));
    for (let seen = [...events]; follow;) {
      await delay(FOLLOW_EVERY_MS);
      const come = await system.store.read(stream, { from: seen.length });
      seen = [...seen, ...(await open(come))];
      for (const entry of timelineOf(seen).slice(seen.length - come.length)) console.log(lineOf(entry));
    }
    return { json: entries, text: entries.map(lineOf).join('\n') };
  },
};

const lineOf = ({ revision, at, type, status, issuedBy, commandId, causationId, data }: TimelineEntry): string => {
  const cause = causationId === commandId ? '' : `, because of ${causationId}`;
  return `${String(revision).padStart(3)}  ${at}  ${type}  → ${status ?? 'none'}\n     by ${issuedBy}, command ${commandId}${cause}\n     ${JSON.stringify(data)}`;
};
