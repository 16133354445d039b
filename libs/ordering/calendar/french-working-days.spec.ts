import { deliveryWindow, suspendedWindow } from './delivery-promise.js';
import { addWorkingDays, isPublicHoliday, isWorkingDay } from './french-working-days.js';
import { endOfDay, isoWeekOf, parisDay, startOfDay } from './paris-calendar.js';

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

describe('A day in Paris', () => {
  it.each([
    ['2026-03-28', '2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['2026-10-26', '2026-10-25T23:00:00.000Z', '2026-10-26T23:00:00.000Z'],
  ])('%s begins at %s and is over at %s, across both changes of the clocks', (day, start, end) => {
    expect([startOfDay(day), endOfDay(day)]).toEqual([start, end]);
  });
  it.each([
    ['2026-11-23', '2026-W48'],
    ['2026-11-29', '2026-W48'],
    ['2026-11-30', '2026-W49'],
    ['2027-01-01', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-30', '2025-W01'],
    ['2023-01-01', '2022-W52'],
  ])('%s is of ISO week %s', (day, week) => {
    expect(isoWeekOf(day)).toBe(week);
  });
});

describe('The delivery promise (T26, CGV 11.2)', () => {
  it('is 3 to 15 working days after a day', () => {
    expect(deliveryWindow('2026-11-23')).toEqual({ from: '2026-11-26', until: '2026-12-14' });
  });
  it('does not count days of force majeure (T28)', () => {
    const strike = { from: '2026-11-24', until: '2026-11-30', reason: 'strike' };
    expect(suspendedWindow('2026-11-23', [strike])).toEqual({ from: '2026-12-03', until: '2026-12-21' });
    expect(suspendedWindow('2026-11-23', [])).toEqual(deliveryWindow('2026-11-23'));
  });
});
