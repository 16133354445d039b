import { LRUCache } from 'lru-cache';
import { type Decider, fold } from './decider.js';
import { type EventCatalog } from './event-catalog.js';
import { type DomainEvent, type RecordedEvent } from './event.js';
import { type EventStore } from './event-store.port.js';

interface Seen<State> {
  readonly state: State;
  readonly revision: number;
}

/**
 * States of small streams that are read far more often than written, kept in memory and kept fresh by following the
 * log. While the log is not being followed live, each state is read from its stream.
 */
export class FreshStateReader<State, Event extends DomainEvent> {
  private readonly seen: LRUCache<string, Seen<State>>;
  private readonly loading = new Map<string, Promise<Seen<State>>>();
  private live = false;

  constructor(
    private readonly options: {
      readonly store: EventStore;
      readonly decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>;
      readonly catalog: EventCatalog<Event>;
      readonly streamPrefix: string;
      /** Streams kept in memory (default 100,000). */
      readonly kept?: number;
    },
  ) {
    this.seen = new LRUCache({ max: options.kept ?? 100_000 });
  }

  /** Follows the log from its end of now until `signal` aborts. Runs until then: not to be awaited at start. */
  async keepFresh(signal: AbortSignal): Promise<void> {
    const { store, streamPrefix } = this.options;
    for await (const page of store.follow({ streamPrefixes: [streamPrefix], signal })) {
      for (const event of page.events) this.evolve(event);
      this.live = page.live;
    }
    this.live = false;
  }

  /** The state of a stream; the decider's initial state if it is not there. @throws Unavailable */
  async read(stream: string): Promise<State> {
    const known = this.live ? this.seen.get(stream) : undefined;
    if (known) return known.state;
    const loading = this.loading.get(stream) ?? this.load(stream);
    return (await loading).state;
  }

  /** What a command of this process just made of a stream: its caller reads its own write. */
  remember(stream: string, state: State, revision: number): void {
    if ((this.seen.get(stream)?.revision ?? -1) < revision) this.seen.set(stream, { state, revision });
  }

  private load(stream: string): Promise<Seen<State>> {
    const loading = this.options.store
      .read(stream)
      .then((events) => {
        const { decider, catalog } = this.options;
        const read = events.map((event) => catalog.read(event) as unknown as Event);
        const state = fold((s: State, e: Event) => decider.evolve(s, e), decider.initialState, read);
        if (events.length > 0) this.remember(stream, state, events.length - 1);
        return { state, revision: events.length - 1 };
      })
      .finally(() => this.loading.delete(stream));
    this.loading.set(stream, loading);
    return loading;
  }

  private evolve(event: RecordedEvent): void {
    const known = this.seen.get(event.stream);
    if (known && event.revision <= known.revision) return;
    if (known?.revision === event.revision - 1) {
      const { decider, catalog } = this.options;
      const state = decider.evolve(known.state, catalog.read(event) as unknown as Event);
      this.seen.set(event.stream, { state, revision: event.revision });
    } else {
      this.seen.delete(event.stream);
    }
  }
}
