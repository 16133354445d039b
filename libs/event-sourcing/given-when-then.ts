import { type Decider, fold } from './decider.js';
import { type DomainEvent } from './event.js';

interface Then<Event> {
  /** The events decided, in order. */
  events(): readonly Event[];
  /** The refusal. @throws if the command was obeyed. */
  refusal(): Error;
}

/** `given(decider, past events).when(command)` → what is decided; the specification every decider is tested by. */
export const given = <State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
  history: readonly Event[],
) => ({
  when: (command: Command): Then<Event> => {
    const decide = () =>
      decider.decide(
        command,
        fold((s: State, e: Event) => decider.evolve(s, e), decider.initialState, history),
      );
    return {
      events: decide,
      refusal: () => {
        try {
          const events = decide();
          throw new Error(`expected a refusal, got ${JSON.stringify(events.map(({ type }) => type))}`, {
            cause: 'obeyed',
          });
        } catch (error) {
          if (error instanceof Error && error.cause !== 'obeyed') return error;
          throw error;
        }
      },
    };
  },
});
