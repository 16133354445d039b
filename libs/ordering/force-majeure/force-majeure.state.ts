import { type Suspension } from '../calendar/delivery-promise.js';
import { type ForceMajeureDeclared, type ForceMajeurePeriod } from './force-majeure.events.js';

/** Every period declared, the earliest first. */
export type ForceMajeure = readonly ForceMajeurePeriod[];
export const initialState: ForceMajeure = [];

export const evolve = (periods: ForceMajeure, { data: { period } }: ForceMajeureDeclared): ForceMajeure =>
  [...periods.filter(({ id }) => id !== period.id), period].sort((one, other) => (one.from < other.from ? -1 : 1));

/** The days on which nothing is promised, as known on a day: a period without an end lasts until then. */
export const suspensionsOf = (periods: ForceMajeure, today: string): Suspension[] =>
  periods.flatMap(({ from, until, reason }) => {
    const end = until ?? today;
    return end < from ? [] : [{ from, until: end, reason }];
  });

/** The period in force on a day. */
export const inForce = (periods: ForceMajeure, today: string): ForceMajeurePeriod | undefined =>
  periods.find(({ from, until }) => from <= today && (until === undefined || today <= until));
