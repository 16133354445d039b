import { addDays, weekdayOf } from './paris-calendar.js';

/** Working days (jours ouvrés) are Monday to Friday less French public holidays. */

const FIXED_HOLIDAYS = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
/** Easter Monday, Ascension, Whit Monday: days after Easter Sunday. */
const EASTER_HOLIDAYS = [1, 39, 50];

/** Easter Sunday of a year (anonymous Gregorian computus: Meeus, Jones, Butcher). */
const easterSunday = (year: number): string => {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return `${year}-${String(Math.floor(f / 31)).padStart(2, '0')}-${String((f % 31) + 1).padStart(2, '0')}`;
};

export const isPublicHoliday = (day: string): boolean => {
  const easter = easterSunday(Number(day.slice(0, 4)));
  return FIXED_HOLIDAYS.includes(day.slice(5)) || EASTER_HOLIDAYS.some((after) => addDays(easter, after) === day);
};

export const isWorkingDay = (day: string): boolean => weekdayOf(day) <= 5 && !isPublicHoliday(day);

/** The day that is so many working days after another; days that are `left out` count as if nobody worked. */
export const addWorkingDays = (
  day: string,
  workingDays: number,
  isLeftOut: (day: string) => boolean = () => false,
): string => {
  let reached = day;
  for (let left = workingDays; left > 0;) {
    reached = addDays(reached, 1);
    if (isWorkingDay(reached) && !isLeftOut(reached)) left--;
  }
  return reached;
};
