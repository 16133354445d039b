import { RuleRefused, given } from '#event-sourcing';
import { type TerminalQuotaCommand } from './terminal-quota.commands.js';
import { terminalQuotaDecider } from './terminal-quota.decider.js';
import { ClaimedAnotherDay } from './terminal-quota.errors.js';
import { type TerminalQuotaEvent } from './terminal-quota.events.js';

const now = '2026-11-23T09:00:00.000Z';
let orders = 0;
const claim = (
  units: number,
  day = '2026-11-23',
  week = '2026-W48',
  orderId = `order-${++orders}`,
): TerminalQuotaCommand => ({
  ...{ type: 'ClaimTerminals', siren: '732829320', orderId, units, day, week, now },
});
const release = (orderId: string): TerminalQuotaCommand => ({
  ...{ type: 'ReleaseTerminals', siren: '732829320', orderId, now },
});
const after = (...commands: TerminalQuotaCommand[]) =>
  commands.reduce<TerminalQuotaEvent[]>(
    (history, command) => [...history, ...given(terminalQuotaDecider, history).when(command).events()],
    [],
  );
const answerTo = (history: TerminalQuotaEvent[], command: TerminalQuotaCommand): string[] => {
  try {
    return given(terminalQuotaDecider, history)
      .when(command)
      .events()
      .map(({ type }) => type);
  } catch (error) {
    if (error instanceof RuleRefused) return error.violations.map(({ code }) => code);
    throw error;
  }
};
const [taken, daily, weekly] = [['TerminalsClaimed'], 'MOBILE_TERMINAL_DAILY_LIMIT', 'MOBILE_TERMINAL_WEEKLY_LIMIT'];
/** 20 a day on Monday, Tuesday, Wednesday. */
const sixty = ['2026-11-23', '2026-11-24', '2026-11-25'].map((day) => claim(20, day));

describe('The mobile terminals of a business (T07, CGV 4)', () => {
  it.each([
    [[], 20, taken],
    [[], 21, [daily]],
    [[claim(19)], 1, taken],
    [[claim(20)], 1, [daily]],
    [[], 61, [daily, weekly]],
  ])('after %j, %i more on one day: %j', (before, units, answer) => {
    expect(answerTo(after(...before), claim(units))).toEqual(answer);
  });
  it.each([
    [sixty.slice(0, 2), '2026-11-26', 20, taken],
    [sixty, '2026-11-26', 1, [weekly]],
    [[...sixty.slice(0, 2), claim(19, '2026-11-25')], '2026-11-29', 1, taken],
    [[...sixty.slice(0, 2), claim(19, '2026-11-25')], '2026-11-29', 2, [weekly]],
  ])('after %j, on %s, %i more in one week: %j', (before, day, units, answer) => {
    expect(answerTo(after(...before), claim(units, day))).toEqual(answer);
  });
  it('count anew on the next day, and in the next week', () => {
    expect(answerTo(after(claim(20)), claim(20, '2026-11-24'))).toEqual(taken);
    expect(answerTo(after(...sixty), claim(20, '2026-11-30', '2026-W49'))).toEqual(taken);
  });
  it('of a cancelled or refused order do not count', () => {
    const history = after(claim(20, undefined, undefined, 'gone'), release('gone'));
    expect(answerTo(history, claim(20))).toEqual(taken);
    expect(answerTo(history, claim(20, undefined, undefined, 'gone'))).toEqual([]);
  });
  it('of one order count once, on the day it claimed them', () => {
    const history = after(claim(20, undefined, undefined, 'one'));
    expect(answerTo(history, claim(20, undefined, undefined, 'one'))).toEqual([]);
    const later = given(terminalQuotaDecider, history).when(claim(20, '2026-11-24', undefined, 'one'));
    expect(later.refusal()).toBeInstanceOf(ClaimedAnotherDay);
  });
});
