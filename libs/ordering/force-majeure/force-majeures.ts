import { CommandHandler, type EventStore, FreshStateReader } from '#event-sourcing';
import { type DeclareForceMajeure } from './force-majeure.commands.js';
import { forceMajeureDecider } from './force-majeure.decider.js';
import { type ForceMajeureDeclared, forceMajeureEvents } from './force-majeure.events.js';
import { type ForceMajeure } from './force-majeure.state.js';
import { FORCE_MAJEURE_STREAM } from './force-majeure.stream.js';

export type ForceMajeures = CommandHandler<ForceMajeure, DeclareForceMajeure, ForceMajeureDeclared>;
export type ForceMajeureReader = FreshStateReader<ForceMajeure, ForceMajeureDeclared>;

export const forceMajeuresOn = (store: EventStore): ForceMajeures =>
  new CommandHandler({
    store,
    decider: forceMajeureDecider,
    catalog: forceMajeureEvents,
    streamOf: () => FORCE_MAJEURE_STREAM,
    cachedStreams: 1,
  });

export const forceMajeureReaderOn = (store: EventStore): ForceMajeureReader =>
  new FreshStateReader({
    store,
    decider: forceMajeureDecider,
    catalog: forceMajeureEvents,
    streamPrefix: FORCE_MAJEURE_STREAM,
  });
