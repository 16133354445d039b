import { readFileSync } from 'node:fs';
import { type Caller, requireScopeOf } from '#access';
import { CUSTOMER_STREAMS, accessRecordsOn } from '#customers';
import { type EventStore, type RecordedEvent, newCommand } from '#event-sourcing';
import { hasPersonalData, opened } from '#inspection';
import { ORDER_STREAMS, knownOrder, orderIdOf, ordersOn } from '#ordering';
import { type RunningSystem } from './system.js';

/** What verbs take that can show personal data. */
export interface Decrypting {
  readonly decrypt?: boolean;
  readonly reason?: string;
  readonly tokenFile?: string;
}

export const DECRYPT = [
  ['--decrypt', 'opens personal data, for a token with the scope personal-data:read; every look is recorded'],
  ['--reason <text>', 'why: stands in the record'],
  ['--token-file <path>', 'where the token is (default: the variable COMPLET_TOKEN)'],
] as const;

type Open = <Event extends RecordedEvent>(events: readonly Event[]) => Promise<readonly Event[]>;

/**
 * What opens the personal data in events, or leaves it sealed where that was not asked for. Who looks at whose data, and why,
 * is recorded before anything is opened (P08): what cannot be recorded is not shown.
 *
 * @throws Error, Unauthenticated or Forbidden, naming what is missing
 */
export const openerFor = async (
  system: RunningSystem,
  { decrypt, reason = '', tokenFile }: Decrypting,
): Promise<Open> => {
  if (!decrypt) return (events) => Promise.resolve(events);
  if (reason.trim() === '') throw new Error('--decrypt needs a --reason');
  const token = tokenFile === undefined ? system.token : readFileSync(tokenFile, 'utf8').trim();
  if (!token)
    throw new Error('--decrypt needs a token: in the variable COMPLET_TOKEN, or in a file, with --token-file');
  const caller = await (await system.verifier()).verify(token);
  requireScopeOf(caller, 'personal-data:read');
  const [{ store }, personalData] = [system, system.personalData()];
  return async (events) => {
    const ofWhom = new Map<string, string>();
    for (const { stream } of events.filter(hasPersonalData))
      if (!ofWhom.has(stream)) ofWhom.set(stream, await customerOf(store, stream));
    await record(store, caller, reason, ofWhom);
    return Promise.all(
      events.map(async (event) => {
        const customerId = ofWhom.get(event.stream);
        return customerId === undefined ? event : opened(personalData, customerId, event);
      }),
    );
  };
};

const customerOf = async (store: EventStore, stream: string): Promise<string> => {
  if (!stream.startsWith(ORDER_STREAMS)) return stream.slice(CUSTOMER_STREAMS.length);
  return (await knownOrder(ordersOn(store), orderIdOf(stream))).order.customerId;
};

const record = async (
  store: EventStore,
  { subject: by, role }: Caller,
  reason: string,
  ofWhom: ReadonlyMap<string, string>,
): Promise<void> => {
  const now = new Date().toISOString();
  for (const customerId of new Set(ofWhom.values())) {
    const streams = [...ofWhom].flatMap(([stream, whose]) => (whose === customerId ? [stream] : []));
    const access = { type: 'RecordAccess', customerId, by, role, reason, streams, now } as const;
    await accessRecordsOn(store).handle(access, newCommand(`ops/${by}`));
  }
};
