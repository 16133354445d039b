import { Map, Set } from 'immutable';
import { type TerminalQuotaEvent } from './terminal-quota.events.js';

/** T07, CGV 4. */
export const MOST_A_DAY = 20;
export const MOST_A_WEEK = 60;

export interface TerminalsOfOrder {
  readonly units: number;
  readonly day: string;
  readonly week: string;
}

/** What the orders of one business count for. */
export interface TerminalQuota {
  readonly claims: Map<string, TerminalsOfOrder>;
  /** Units by day, and by week: the two are written differently. */
  readonly counted: Map<string, number>;
  /** Orders whose claim was given back: they claim no more. */
  readonly ended: Set<string>;
}

export const initialState: TerminalQuota = { claims: Map(), counted: Map(), ended: Set() };

export const evolve = (quota: TerminalQuota, event: TerminalQuotaEvent): TerminalQuota => {
  const { orderId } = event.data;
  if (event.type === 'TerminalsClaimed') {
    const { units, day, week } = event.data;
    return {
      ...quota,
      claims: quota.claims.set(orderId, { units, day, week }),
      counted: count(quota.counted, { units, day, week }, 1),
    };
  }
  const claim = quota.claims.get(orderId)!;
  return {
    claims: quota.claims.delete(orderId),
    counted: count(quota.counted, claim, -1),
    ended: quota.ended.add(orderId),
  };
};

const count = (counted: Map<string, number>, { units, day, week }: TerminalsOfOrder, sign: 1 | -1) =>
  [day, week].reduce((sums, period) => sums.update(period, 0, (sum) => sum + sign * units), counted);
