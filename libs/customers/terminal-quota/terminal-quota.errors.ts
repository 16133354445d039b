import { RuleRefused, type Violation } from '#event-sourcing';
import { type ClaimTerminals } from './terminal-quota.commands.js';
import { MOST_A_DAY, MOST_A_WEEK } from './terminal-quota.state.js';

const limit =
  (code: string, most: number, period: string) =>
  (counted: number, { units }: ClaimTerminals): Violation => ({
    rule: 'T07',
    code,
    article: 'CGV 4',
    message: `${counted} mobile terminals were ordered this ${period}: ${units} more would exceed ${most}`,
  });

export const overDailyLimit = limit('MOBILE_TERMINAL_DAILY_LIMIT', MOST_A_DAY, 'day');
export const overWeeklyLimit = limit('MOBILE_TERMINAL_WEEKLY_LIMIT', MOST_A_WEEK, 'week');

export const refuse = (violations: readonly [Violation, ...Violation[]]): RuleRefused => new RuleRefused(...violations);

/** The same request claimed its terminals on another day, and has not come further since. */
export class ClaimedAnotherDay extends Error {
  override readonly name = 'ClaimedAnotherDay';
}
