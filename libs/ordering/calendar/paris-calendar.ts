/** Days are `YYYY-MM-DD` in Europe/Paris, weeks `YYYY-Www` (ISO 8601); both as the clocks there show them, daylight saving included. */

const PARIS_DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris', dateStyle: 'short' });
const DAY_MS = 24 * 3600 * 1000;
const THURSDAY = 4;

/** The day an instant falls on in Paris. */
export const parisDay = (instant: string): string => PARIS_DAY.format(new Date(instant));

export const addDays = (day: string, days: number): string =>
  new Date(noonOf(day) + days * DAY_MS).toISOString().slice(0, 10);

/** 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: string): number => new Date(noonOf(day)).getUTCDay() || 7;

/** The ISO week of a day: that of its Thursday, counted in the Thursday's year. */
export const isoWeekOf = (day: string): string => {
  const thursday = addDays(day, THURSDAY - weekdayOf(day));
  const year = thursday.slice(0, 4);
  const week = 1 + Math.floor((noonOf(thursday) - noonOf(`${year}-01-01`)) / (7 * DAY_MS));
  return `${year}-W${String(week).padStart(2, '0')}`;
};

/** The instant at which a day begins in Paris. Neither change of the clocks happens at midnight. */
export const startOfDay = (day: string): string => {
  const inSummer = new Date(`${day}T00:00:00+02:00`);
  const start = parisDay(inSummer.toISOString()) === day ? inSummer : new Date(`${day}T00:00:00+01:00`);
  return start.toISOString();
};

/** The instant at which a day is over in Paris: the start of the next. */
export const endOfDay = (day: string): string => startOfDay(addDays(day, 1));

const noonOf = (day: string): number => Date.parse(`${day}T12:00:00Z`);
