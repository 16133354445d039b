import { CommandHandler, type Decider, type DomainEvent, EventCatalog, type EventStore } from '#event-sourcing';

/** Jobs that were tried in vain were to be tried again at once. */
export type JobsRetried = DomainEvent<
  'JobsRetried',
  { readonly queue: string; readonly jobs: readonly string[]; readonly retriedAt: string }
>;
/** Jobs that the queue had lost were put back. */
export type JobsRestored = DomainEvent<
  'JobsRestored',
  { readonly queue: string; readonly jobs: readonly string[]; readonly restoredAt: string }
>;
export type JobRepairEvent = JobsRetried | JobsRestored;

export const jobRepairEvents = new EventCatalog<JobRepairEvent>({ JobsRetried: {}, JobsRestored: {} });

export interface RecordJobRepair {
  readonly type: 'RecordRetry' | 'RecordRestoration';
  readonly queue: string;
  /** Their ids. */
  readonly jobs: readonly string[];
  readonly now: string;
}

const jobRepairDecider: Decider<undefined, RecordJobRepair, JobRepairEvent> = {
  initialState: undefined,
  decide: ({ type, queue, jobs, now }) => {
    if (jobs.length === 0) return [];
    return type === 'RecordRetry'
      ? [{ type: 'JobsRetried', data: { queue, jobs, retriedAt: now } }]
      : [{ type: 'JobsRestored', data: { queue, jobs, restoredAt: now } }];
  },
  evolve: () => undefined,
};

/** What operators did to the jobs of a queue, a stream a queue. */
export const jobRepairsOn = (store: EventStore) =>
  new CommandHandler({
    store,
    decider: jobRepairDecider,
    catalog: jobRepairEvents,
    streamOf: ({ queue }: RecordJobRepair) => `queue-${queue}`,
  });
