import { type Decider } from '#event-sourcing';
import { type ClaimTerminals, type ReleaseTerminals, type TerminalQuotaCommand } from './terminal-quota.commands.js';
import { ClaimedAnotherDay, overDailyLimit, overWeeklyLimit, refuse } from './terminal-quota.errors.js';
import { type TerminalQuotaEvent, type TerminalsClaimed, type TerminalsReleased } from './terminal-quota.events.js';
import { MOST_A_DAY, MOST_A_WEEK, type TerminalQuota, evolve, initialState } from './terminal-quota.state.js';

/** T07: at most 20 terminals a calendar day and 60 an ISO week, over all orders of a business. An order claims once. */
const claim = (command: ClaimTerminals, quota: TerminalQuota): [] | [TerminalsClaimed] => {
  const { siren, orderId, units, day, week, now } = command;
  const known = quota.claims.get(orderId);
  if (known && known.day !== day) throw new ClaimedAnotherDay(`order ${orderId} claims terminals of ${known.day}`);
  if (known || quota.ended.has(orderId)) return [];
  const [today, thisWeek] = [quota.counted.get(day, 0), quota.counted.get(week, 0)];
  const [first, ...others] = [
    ...(today + units > MOST_A_DAY ? [overDailyLimit(today, command)] : []),
    ...(thisWeek + units > MOST_A_WEEK ? [overWeeklyLimit(thisWeek, command)] : []),
  ];
  if (first) throw refuse([first, ...others]);
  return [{ type: 'TerminalsClaimed', data: { siren, orderId, units, day, week, claimedAt: now } }];
};

const release = ({ siren, orderId, now }: ReleaseTerminals, quota: TerminalQuota): [] | [TerminalsReleased] =>
  quota.claims.has(orderId) ? [{ type: 'TerminalsReleased', data: { siren, orderId, releasedAt: now } }] : [];

const decide = (command: TerminalQuotaCommand, quota: TerminalQuota): readonly TerminalQuotaEvent[] =>
  command.type === 'ClaimTerminals' ? claim(command, quota) : release(command, quota);

export const terminalQuotaDecider: Decider<TerminalQuota, TerminalQuotaCommand, TerminalQuotaEvent> = {
  initialState,
  decide,
  evolve,
};
