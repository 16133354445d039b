import {
  type CommandContext,
  CommandHandler,
  type Decider,
  type DomainEvent,
  EventCatalog,
  type EventStore,
} from '#event-sourcing';
import { type Finding } from './finding.js';

/** What was found is known and was dealt with, though the log will say it for ever: it is no alarm any more. */
export type FindingAccepted = DomainEvent<
  'FindingAccepted',
  Pick<Finding, 'what' | 'subject' | 'detail'> & { readonly reason: string; readonly acceptedAt: string }
>;

export const acceptanceEvents = new EventCatalog<FindingAccepted>({ FindingAccepted: {} });

interface AcceptFinding extends Omit<FindingAccepted['data'], 'acceptedAt'> {
  readonly type: 'AcceptFinding';
  readonly now: string;
}

/** Another violation on the same subject has another detail: it is found. */
const nameOf = ({ what, subject, detail }: Pick<Finding, 'what' | 'subject' | 'detail'>) =>
  `${what} ${subject} ${detail}`;

const decider: Decider<ReadonlySet<string>, AcceptFinding, FindingAccepted> = {
  initialState: new Set(),
  decide: ({ type: _, now: acceptedAt, ...accepted }, known) =>
    known.has(nameOf(accepted)) ? [] : [{ type: 'FindingAccepted', data: { ...accepted, acceptedAt } }],
  evolve: (known, { data }) => new Set([...known, nameOf(data)]),
};

const STREAM = 'audit-acceptances';
const acceptancesOn = (store: EventStore) =>
  new CommandHandler({ store, decider, catalog: acceptanceEvents, streamOf: () => STREAM });

/** @throws Unavailable */
export const acceptFinding = async (
  store: EventStore,
  { what, subject, detail }: Finding,
  reason: string,
  context: CommandContext,
): Promise<void> => {
  const command = { type: 'AcceptFinding', what, subject, detail, reason, now: new Date().toISOString() } as const;
  await acceptancesOn(store).handle(command, context);
};

/** Those that nobody has accepted. @throws Unavailable */
export const notAccepted = async (store: EventStore, findings: readonly Finding[]): Promise<readonly Finding[]> => {
  if (findings.length === 0) return findings;
  const { state: accepted } = await acceptancesOn(store).load(STREAM);
  return findings.filter((finding) => !accepted.has(nameOf(finding)));
};
