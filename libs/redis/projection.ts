import { type DomainEvent, type EventCatalog, type RecordedEvent } from '#event-sourcing';

/** A view folded from the log: a document a key, and sorted sets of keys to find them by. All of it pure. */
export interface Projection<Doc, Event extends DomainEvent> {
  readonly name: string;
  /** Another version is another view: it is filled beside the former. */
  readonly version: number;
  readonly streamPrefixes: readonly string[];
  readonly catalog: EventCatalog<Event>;
  readonly keyOf: (event: RecordedEvent) => string;
  /** Undefined: the document is gone. */
  readonly evolve: (doc: Doc | undefined, event: RecordedEvent<Event>) => Doc | undefined;
  /** Index name → score. */
  readonly indexes: (doc: Doc) => Readonly<Record<string, number>>;
}

/** Everything of a view stands under one prefix, in one slot of a cluster. */
export const viewKeys = ({ name, version }: { readonly name: string; readonly version: number }) => {
  const prefix = `complet:{${name}:v${version}}`;
  return {
    docs: `${prefix}:docs`,
    checkpoint: `${prefix}:checkpoint`,
    parked: `${prefix}:parked`,
    index: (name: string) => `${prefix}:index:${name}`,
    pattern: `${prefix}:*`,
  };
};
