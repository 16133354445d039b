import { addWorkingDays, deliveryPromise, isPublicHoliday, isWorkingDay, parisDay } from './french-working-days.js';

describe('The French calendar', () => {
  it.each(['2024-04-01', '2025-04-21', '2026-04-06', '2027-03-29'])('has Easter Monday on %s', (day) => {
    expect(isPublicHoliday(day)).toBe(true);
  });
  it.each(['2026-05-14', '2026-05-25', '2025-05-29', '2025-06-09'])('has Ascension and Whit Monday off: %s', (day) => {
    expect(isPublicHoliday(day)).toBe(true);
  });
  it.each(['2026-11-11', '2026-12-25', '2026-11-21', '2026-11-22'])('has no work on %s', (day) => {
    expect(isWorkingDay(day)).toBe(false);
  });
  it('takes an instant to the day it is in Paris, summer and winter', () => {
    expect(parisDay('2026-03-28T22:59:59Z')).toBe('2026-03-28');
    expect(parisDay('2026-03-28T23:00:00Z')).toBe('2026-03-29');
    expect(parisDay('2026-07-01T22:00:00Z')).toBe('2026-07-02');
  });
  it('counts working days over a weekend and a holiday', () => {
    expect(addWorkingDays('2026-11-10', 1)).toBe('2026-11-12');
    expect(addWorkingDays('2026-11-13', 1)).toBe('2026-11-16');
  });
});

describe('The delivery promise (T26, CGV 11.2)', () => {
  it('is 3 to 15 working days after registration', () => {
    expect(deliveryPromise('2026-11-23T09:00:00Z')).toEqual({
      from: '2026-11-26',
      until: '2026-12-14',
      provisional: false,
    });
  });
});
