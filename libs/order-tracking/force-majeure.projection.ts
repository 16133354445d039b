import { type Projection, type RecordedEvent } from '#event-sourcing';
import {
  type ForceMajeure,
  FORCE_MAJEURE_STREAM,
  type ForceMajeureDeclared,
  evolveForceMajeure,
  forceMajeureEvents,
} from '#ordering';

export interface ForceMajeureDoc {
  readonly periods: ForceMajeure;
}

export const FORCE_MAJEURE_KEY = 'all';

/** The periods of force majeure (T28), in one document: whoever shows a promise reads them. */
export const forceMajeureProjection: Projection<ForceMajeureDoc, ForceMajeureDeclared> = {
  name: 'force-majeure',
  version: 1,
  streamPrefixes: [FORCE_MAJEURE_STREAM],
  catalog: forceMajeureEvents,
  oneStream: true,
  keyOf: () => FORCE_MAJEURE_KEY,
  evolve: (doc, event: RecordedEvent<ForceMajeureDeclared>) => ({
    periods: evolveForceMajeure(doc?.periods ?? [], event),
  }),
  indexes: () => ({}),
};
