import { type DomainEvent } from './event.js';

/**
 * An aggregate's rules. `decide` answers a command with the events it leads to (none if it was obeyed before) or throws a
 * refusal; `evolve` says what an event makes of the state. Both are pure.
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initialState: State;
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}

export const fold = <State, Event extends DomainEvent>(
  evolve: (state: State, event: Event) => State,
  state: State,
  events: Iterable<Event>,
): State => {
  let folded = state;
  for (const event of events) folded = evolve(folded, event);
  return folded;
};
