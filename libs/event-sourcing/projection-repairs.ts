import { CommandHandler } from './command-handler.js';
import { type Decider } from './decider.js';
import { EventCatalog } from './event-catalog.js';
import { type EventStore } from './event-store.port.js';
import { type DomainEvent } from './event.js';

/** An event that every view of this projection passes over, now and whenever it is filled again. */
export type EventSkipped = DomainEvent<
  'EventSkipped',
  {
    /** The document that stood still at it. */
    readonly key: string;
    readonly event: { readonly id: string; readonly type: string; readonly stream: string; readonly revision: number };
    readonly reason: string;
    readonly skippedAt: string;
  }
>;
/** Documents were to be folded again, each from its beginning. */
export type DocumentsRefolded = DomainEvent<
  'DocumentsRefolded',
  { readonly keys: readonly string[]; readonly refoldedAt: string }
>;
/** A view that was filled anew took the place of the live one, or the former took it back. */
export type ViewExchanged = DomainEvent<
  'ViewExchanged',
  { readonly version: number; readonly live: 'rebuilt' | 'former'; readonly exchangedAt: string }
>;
export type ProjectionRepairEvent = EventSkipped | DocumentsRefolded | ViewExchanged;

export const projectionRepairEvents = new EventCatalog<ProjectionRepairEvent>({
  EventSkipped: {},
  DocumentsRefolded: {},
  ViewExchanged: {},
});

interface About {
  /** Name of the projection. */
  readonly projection: string;
  readonly now: string;
}
export interface SkipEvent extends About {
  readonly type: 'SkipEvent';
  readonly key: string;
  readonly event: EventSkipped['data']['event'];
  readonly reason: string;
}
export interface RefoldDocuments extends About {
  readonly type: 'RefoldDocuments';
  readonly keys: readonly string[];
}
export interface RecordExchange extends About {
  readonly type: 'RecordExchange';
  readonly version: number;
  readonly live: 'rebuilt' | 'former';
}
export type ProjectionRepairCommand = SkipEvent | RefoldDocuments | RecordExchange;

/** Ids of the events that are passed over. */
type SkippedEvents = ReadonlySet<string>;

const projectionRepairDecider: Decider<SkippedEvents, ProjectionRepairCommand, ProjectionRepairEvent> = {
  initialState: new Set(),
  decide: (command, skipped) => {
    const { now } = command;
    switch (command.type) {
      case 'RefoldDocuments':
        return [{ type: 'DocumentsRefolded', data: { keys: command.keys, refoldedAt: now } }];
      case 'SkipEvent': {
        const { key, event, reason } = command;
        return skipped.has(event.id) ? [] : [{ type: 'EventSkipped', data: { key, event, reason, skippedAt: now } }];
      }
      case 'RecordExchange': {
        const { version, live } = command;
        return [{ type: 'ViewExchanged', data: { version, live, exchangedAt: now } }];
      }
    }
  },
  evolve: (skipped, { type, data }) => (type === 'EventSkipped' ? new Set([...skipped, data.event.id]) : skipped),
};

export const projectionRepairStream = (projection: string): string => `projection-${projection}`;

/** What operators did to the views of a store, a stream a projection. */
export const projectionRepairsOn = (store: EventStore) =>
  new CommandHandler({
    store,
    decider: projectionRepairDecider,
    catalog: projectionRepairEvents,
    streamOf: ({ projection }: ProjectionRepairCommand) => projectionRepairStream(projection),
  });

/** Ids of the events that a projection passes over. @throws Unavailable */
export const skippedEvents = async (store: EventStore, projection: string): Promise<SkippedEvents> =>
  (await projectionRepairsOn(store).load(projectionRepairStream(projection))).state;
