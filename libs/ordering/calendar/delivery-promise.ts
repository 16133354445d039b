import { addWorkingDays } from './french-working-days.js';

/** T26: a window of days, both included, in Europe/Paris. */
export interface DeliveryPromise {
  readonly from: string;
  readonly until: string;
  /** True while it hangs on a date that is not confirmed (T13). */
  readonly provisional: boolean;
  /** The first window, where it is no longer that, and why. */
  readonly previous?: { readonly from: string; readonly until: string };
  readonly reason?: string;
}

/** T28: days on which nothing is promised; both included. */
export interface Suspension {
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

const [FIRST, LAST] = [3, 15];

/** T26: delivery 3 to 15 working days after a day. */
export const deliveryWindow = (day: string): { readonly from: string; readonly until: string } => {
  const known = windows.get(day);
  if (known) return known;
  const window = { from: addWorkingDays(day, FIRST), until: addWorkingDays(day, LAST) };
  if (windows.size > 1000) windows.clear();
  windows.set(day, window);
  return window;
};

/** The same window, suspended days (T28) not counted. */
export const suspendedWindow = (
  day: string,
  suspensions: readonly Suspension[],
): { readonly from: string; readonly until: string } => {
  const isLeftOut = (one: string) => suspensions.some(({ from, until }) => from <= one && one <= until);
  return { from: addWorkingDays(day, FIRST, isLeftOut), until: addWorkingDays(day, LAST, isLeftOut) };
};

const windows = new Map<string, { readonly from: string; readonly until: string }>();
