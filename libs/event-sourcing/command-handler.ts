import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { type CommandContext } from './command-context.js';
import { type Decider, fold } from './decider.js';
import { IdempotencyKeyReused, PreconditionFailed, RevisionConflict } from './errors.js';
import { type EventCatalog } from './event-catalog.js';
import { type DomainEvent, type LogPosition, type RecordedEvent } from './event.js';
import { type EventStore } from './event-store.port.js';
import { GENESIS } from './hash-link.js';
import { seal } from './seal.js';

/** A stream as this process last saw it. Revision -1: there is no such stream. */
export interface Folded<State> {
  readonly state: State;
  readonly revision: number;
  readonly link: string;
}

export interface Outcome<State, Event extends DomainEvent> {
  readonly state: State;
  readonly revision: number;
  /** What was appended just now: none if the command had been obeyed before. */
  readonly events: readonly Event[];
  readonly position?: LogPosition;
}

export interface CommandHandlerOptions<State, Command, Event extends DomainEvent> {
  readonly store: EventStore;
  readonly decider: Decider<State, Command, Event>;
  readonly catalog: EventCatalog<Event>;
  /** The stream of a command. */
  readonly streamOf: (command: Command) => string;
  /** Streams whose state is kept in memory, the least lately used forgotten first (default 0: always read). */
  readonly cachedStreams?: number;
  /** True for a command that begins a stream under a new id: written unread, and read only if it turns out to be there. */
  readonly opensStream?: (command: Command) => boolean;
  /** Tries before a conflict is given up (default 10). */
  readonly maxTries?: number;
  /** Commands to one stream take turns in this process: for streams that many callers want at the same moment. */
  readonly takeTurns?: boolean;
}

/**
 * Read, fold, decide, append at the revision read; again on a conflict. A kept state only ever saves the read: the append
 * names its revision, and what is not an append (nothing to do, a refusal) is decided anew on the stream as it is.
 */
export class CommandHandler<State, Command, Event extends DomainEvent> {
  private readonly kept: LRUCache<string, Folded<State>> | undefined;
  /** By stream, the turn that is the last so far. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(private readonly options: CommandHandlerOptions<State, Command, Event>) {
    this.kept = options.cachedStreams ? new LRUCache({ max: options.cachedStreams }) : undefined;
  }

  /** @throws what `decide` throws, RevisionConflict, PreconditionFailed, IdempotencyKeyReused, Unavailable */
  handle(command: Command, context: CommandContext): Promise<Outcome<State, Event>> {
    const stream = this.options.streamOf(command);
    const obey = () => this.obey(stream, command, context);
    return this.options.takeTurns ? this.inTurn(stream, obey) : obey();
  }

  /** What a command would lead to now; nothing is appended. @throws what `decide` throws, Unavailable */
  async ask(command: Command): Promise<readonly Event[]> {
    const { state } = await this.load(this.options.streamOf(command));
    return this.options.decider.decide(command, state);
  }

  private async inTurn<T>(stream: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(stream) ?? Promise.resolve()).then(act);
    const over = turn.catch(() => undefined);
    this.turns.set(stream, over);
    try {
      return await turn;
    } finally {
      if (this.turns.get(stream) === over) this.turns.delete(stream);
    }
  }

  private async obey(stream: string, command: Command, context: CommandContext): Promise<Outcome<State, Event>> {
    const opens = this.options.opensStream?.(command) ?? false;
    // A request that was obeyed before is found by reading, or by the conflict with the stream that it opened then.
    const mayTrustKept = context.expectedRevision === undefined && (opens || context.requestHash === undefined);
    const kept = opens ? this.nothing() : this.kept?.get(stream);
    const outcome = mayTrustKept && kept ? await this.tryOnKept(stream, command, context, kept) : undefined;
    return outcome ?? this.tryOnStream(stream, command, context);
  }

  /** The stream as it is now. */
  async load(stream: string): Promise<Folded<State>> {
    const from = this.kept?.get(stream) ?? this.nothing();
    const events = await this.options.store.read(stream, { from: from.revision + 1 });
    const folded = this.foldOnto(from, events);
    this.kept?.set(stream, folded);
    return folded;
  }

  /** Undefined where the kept state settles nothing: it leads to no append, or the stream has moved on. */
  private async tryOnKept(
    stream: string,
    command: Command,
    context: CommandContext,
    kept: Folded<State>,
  ): Promise<Outcome<State, Event> | undefined> {
    let events: readonly Event[];
    try {
      events = this.options.decider.decide(command, kept.state);
    } catch {
      return undefined;
    }
    if (events.length === 0) return undefined;
    return this.append(stream, kept, events, context).catch((error: unknown) => {
      if (error instanceof RevisionConflict) return undefined;
      throw error;
    });
  }

  private async tryOnStream(stream: string, command: Command, context: CommandContext): Promise<Outcome<State, Event>> {
    const maxTries = this.options.maxTries ?? 10;
    for (let tries = 1; ; tries++) {
      const replayed = await this.replay(stream, context);
      if (replayed) return replayed;
      const known = await this.load(stream);
      if (context.expectedRevision !== undefined && context.expectedRevision !== known.revision)
        throw new PreconditionFailed(`the revision is ${known.revision}, not ${context.expectedRevision}`);
      const events = this.options.decider.decide(command, known.state);
      if (events.length === 0) return { state: known.state, revision: known.revision, events };
      try {
        return await this.append(stream, known, events, context);
      } catch (error) {
        if (!(error instanceof RevisionConflict) || tries >= maxTries) throw error;
        await delay(Math.random() * 2 ** Math.min(tries, 6));
      }
    }
  }

  private async append(
    stream: string,
    known: Folded<State>,
    events: readonly Event[],
    context: CommandContext,
  ): Promise<Outcome<State, Event>> {
    const { store, catalog, decider } = this.options;
    const sealed = seal(events, known.link, context, catalog);
    const expected = known.revision === -1 ? 'no-stream' : known.revision;
    const { revision, position } = await store.append(stream, expected, sealed);
    const state = fold((s: State, e: Event) => decider.evolve(s, e), known.state, events);
    this.kept?.set(stream, { state, revision, link: sealed.at(-1)!.metadata.link });
    return { state, revision, events, position };
  }

  /**
   * The answer this very request was given before, from the state as its events left it. Of two requests with one
   * `Idempotency-Key` that race, the second conflicts and finds the first here, or appends the same events: the same answer.
   */
  private async replay(stream: string, context: CommandContext): Promise<Outcome<State, Event> | undefined> {
    if (context.requestHash === undefined) return undefined;
    const events = await this.options.store.read(stream);
    const last = events.findLastIndex(({ metadata }) => metadata.commandId === context.commandId);
    if (last === -1) return undefined;
    if (events[last]!.metadata.requestHash !== context.requestHash)
      throw new IdempotencyKeyReused('this Idempotency-Key came with another body before');
    const { state, revision } = this.foldOnto(this.nothing(), events.slice(0, last + 1));
    return { state, revision, events: [] };
  }

  private foldOnto(from: Folded<State>, events: readonly RecordedEvent[]): Folded<State> {
    const last = events.at(-1);
    if (!last) return from;
    const { decider, catalog } = this.options;
    let state = from.state;
    for (const event of events) state = decider.evolve(state, catalog.read(event) as unknown as Event);
    return { state, revision: last.revision, link: last.metadata.link };
  }

  private nothing(): Folded<State> {
    return { state: this.options.decider.initialState, revision: -1, link: GENESIS };
  }
}
