import { type EventCatalog } from './event-catalog.js';
import { type DomainEvent, type RecordedEvent } from './event.js';

/** A view folded from the log: documents by key, and sorted lists of them. All of it pure: no effect can be reached from here. */
export interface Projection<Doc extends object, Event extends DomainEvent = DomainEvent> {
  readonly name: string;
  /** Another version is another view: it is filled beside the former. */
  readonly version: number;
  readonly streamPrefixes: readonly string[];
  readonly catalog: EventCatalog<Event>;
  /** The document an event belongs to; undefined if to none. */
  readonly keyOf: (event: RecordedEvent) => string | undefined;
  /** True where all the events of a document are in one stream: it can be folded from there. */
  readonly oneStream?: boolean;
  /** True for an event before which its document cannot be there, so that none is looked for. */
  readonly begins?: (event: RecordedEvent) => boolean;
  /** Undefined: there is no such document (any more). */
  readonly evolve: (doc: Doc | undefined, event: RecordedEvent<Event>) => Doc | undefined;
  /** The lists a document stands in, each with the score that places it there. */
  readonly indexes: (doc: Doc) => Readonly<Record<string, number>>;
}

/** Where a document stands in a list: by its score, then by its key. */
export interface Place {
  readonly score: number;
  readonly key: string;
}

export interface Placed<Doc> extends Place {
  readonly doc: Doc;
}

export interface ListOptions {
  readonly direction: 'ascending' | 'descending';
  readonly limit: number;
  /** Starts after this place, whether or not a document still stands there. */
  readonly after?: Place;
}

/** A view, to be read. Adapters: `RedisView` and `InMemoryView`; both pass `test/contract/view.contract.ts`. */
export interface View<Doc extends object> {
  /** @throws Unavailable */
  get(key: string): Promise<Doc | undefined>;
  /** @throws Unavailable */
  list(index: string, options: ListOptions): Promise<readonly Placed<Doc>[]>;
}

/** True if `one` comes after `other` in a list of that direction. */
export const comesAfter = (one: Place, other: Place, direction: ListOptions['direction']): boolean => {
  const ascending = one.score === other.score ? one.key > other.key : one.score > other.score;
  return direction === 'ascending' ? ascending : !ascending && !(one.score === other.score && one.key === other.key);
};
