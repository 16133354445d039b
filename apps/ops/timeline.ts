import { setTimeout as delay } from 'node:timers/promises';
import { type TimelineEntry, timelineOf } from '#inspection';
import { orderStream } from '#ordering';
import { type Verb } from './verb.js';

const FOLLOW_EVERY_MS = 500;

/** An order's life, with causes, commands and who issued them. */
export const timeline: Verb<{ readonly at?: string; readonly follow?: boolean }> = {
  name: 'timeline',
  takes: '<order>',
  does: 'An order’s life: its events, what caused them and who issued the commands. What is sealed stays sealed.',
  example: 'timeline C-8Z3K-Q0DM-71TV --at 2026-11-23T10:00:00Z',
  options: [
    ['--at <instant>', 'as it was known then'],
    ['--follow', 'go on with what comes, until interrupted'],
  ],
  run: async (system, { at, follow }, order) => {
    const asOf = at === undefined ? undefined : instantOf(at);
    const { orderId } = await system.order(order);
    const stream = orderStream({ orderId });
    const entries = timelineOf(await system.store.read(stream), asOf);
    for (let seen = entries.length; follow;) {
      if (seen === entries.length) console.log(entries.map(lineOf).join('\n'));
      await delay(FOLLOW_EVERY_MS);
      const now = timelineOf(await system.store.read(stream));
      for (const entry of now.slice(seen)) console.log(lineOf(entry));
      seen = now.length;
    }
    return { json: entries, text: entries.map(lineOf).join('\n') };
  },
};

const instantOf = (text: string): string => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`--at takes an instant such as 2026-11-23T10:00:00Z, not ${text}`);
  return new Date(ms).toISOString();
};

const lineOf = ({ revision, at, type, status, issuedBy, commandId, causationId, data }: TimelineEntry): string => {
  const cause = causationId === commandId ? '' : `, because of ${causationId}`;
  return `${String(revision).padStart(3)}  ${at}  ${type}  → ${status ?? 'none'}\n     by ${issuedBy}, command ${commandId}${cause}\n     ${JSON.stringify(data)}`;
};
