import { type DomainEvent, type RecordedEvent } from './event.js';
import { type ListOptions, type Placed, type Projection, type View, comesAfter } from './projection.js';

/** The in-memory double of a view; what a rebuilt view is compared with. */
export class InMemoryView<Doc extends object, Event extends DomainEvent> implements View<Doc> {
  private readonly docs = new Map<string, Doc>();

  constructor(private readonly projection: Projection<Doc, Event>) {}

  /** @throws what reading or evolving an event throws: nothing is parked here. */
  apply(events: Iterable<RecordedEvent>): this {
    const { keyOf, evolve, catalog } = this.projection;
    for (const event of events) {
      const key = keyOf(event);
      if (key === undefined) continue;
      const doc = evolve(this.docs.get(key), catalog.read(event));
      if (doc) this.docs.set(key, doc);
      else this.docs.delete(key);
    }
    return this;
  }

  get(key: string): Promise<Doc | undefined> {
    return Promise.resolve(this.docs.get(key));
  }

  list(index: string, { direction, limit, after }: ListOptions): Promise<readonly Placed<Doc>[]> {
    const listed = [...this.docs].flatMap(([key, doc]): Placed<Doc>[] => {
      const score = this.projection.indexes(doc)[index];
      return score === undefined ? [] : [{ score, key, doc }];
    });
    const rest = after ? listed.filter((place) => comesAfter(place, after, direction)) : listed;
    rest.sort((one, other) => (comesAfter(one, other, direction) ? 1 : -1));
    return Promise.resolve(rest.slice(0, limit));
  }

  /** Every document by its key. */
  all(): ReadonlyMap<string, Doc> {
    return this.docs;
  }
}
