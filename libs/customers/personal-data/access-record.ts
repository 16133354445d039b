import { CommandHandler, type Decider, type DomainEvent, EventCatalog, type EventStore } from '#event-sourcing';

/** A member of the staff had personal data of the customer opened (P08); stored before anything is shown. */
export type PersonalDataAccessed = DomainEvent<
  'PersonalDataAccessed',
  {
    readonly customerId: string;
    /** Who: the token's subject, and its role. */
    readonly by: string;
    readonly role: string;
    /** Why, in their words. */
    readonly reason: string;
    /** Streams whose events were shown. */
    readonly streams: readonly string[];
    readonly accessedAt: string;
  }
>;

export const accessEvents = new EventCatalog<PersonalDataAccessed>({ PersonalDataAccessed: {} });

export const ACCESS_STREAMS = 'personal-data-access-';
export const accessStream = (customerId: string): string => `${ACCESS_STREAMS}${customerId}`;

export interface RecordAccess extends Omit<PersonalDataAccessed['data'], 'accessedAt'> {
  readonly type: 'RecordAccess';
  readonly now: string;
}

const accessDecider: Decider<undefined, RecordAccess, PersonalDataAccessed> = {
  initialState: undefined,
  decide: ({ type: _, now: accessedAt, ...data }) => [{ type: 'PersonalDataAccessed', data: { ...data, accessedAt } }],
  evolve: () => undefined,
};

/** Who had whose personal data opened, a stream a customer. */
export const accessRecordsOn = (store: EventStore) =>
  new CommandHandler({
    store,
    decider: accessDecider,
    catalog: accessEvents,
    streamOf: ({ customerId }: RecordAccess) => accessStream(customerId),
  });
