import { type Authorisation, type Order, hasShipped, isOver } from './order.state.js';

const RENEWAL_LEAD_MS = 24 * 3600 * 1000;

/**
 * When an authorisation is to be renewed: a day before it lapses, or with a fifth of its validity left where that is
 * less (T17: it must stand when the parcel ships, however long the order waits).
 */
export const renewalDueAt = ({ since, until }: Authorisation): string => {
  const [sinceMs, untilMs] = [Date.parse(since), Date.parse(until)];
  return new Date(untilMs - Math.min(RENEWAL_LEAD_MS, (untilMs - sinceMs) / 5)).toISOString();
};

/** True if an authorisation should be asked for now: the first, one with another card, or one that soon lapses. */
export const needsAuthorisation = (order: Order, now: string): boolean => {
  if (isOver(order) || hasShipped(order) || order.payment.pendingDebit) return false;
  if (order.payment.state === 'pending') return true;
  return order.payment.state === 'authorised' && renewalDueAt(order.payment.authorisation!) <= now;
};
