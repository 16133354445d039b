import { type Item, type Order, missingItems } from '#ordering';

/** An order on hold, and what would release it. */
export interface Hold {
  readonly orderId: string;
  readonly orderNumber: string | null;
  readonly since: string;
  readonly heldDays: number;
  readonly waitsFor: readonly Item[];
  /** Days until the card's authorisation lapses; null where no card is debited. */
  readonly authorisationDaysLeft: number | null;
}

const DAY_MS = 24 * 3600 * 1000;
const daysBetween = (from: string, to: string) => Math.round(((Date.parse(to) - Date.parse(from)) / DAY_MS) * 10) / 10;

export const holdOf = (order: Order, now: string): Hold => {
  const since = order.steps.findLast(({ status }) => status === 'on-hold')?.at ?? order.steps.at(-1)!.at;
  const { authorisation } = order.payment;
  return {
    ...{ orderId: order.orderId, orderNumber: order.orderNumber, since, heldDays: daysBetween(since, now) },
    waitsFor: missingItems(order),
    authorisationDaysLeft: authorisation ? daysBetween(now, authorisation.until) : null,
  };
};
