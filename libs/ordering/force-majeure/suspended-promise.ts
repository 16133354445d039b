import { type DeliveryPromise, suspendedWindow } from '../calendar/delivery-promise.js';
import { type Order, isOver, promiseBase, promiseOf } from '../order/order.state.js';
import { type ForceMajeure, inForce, suspensionsOf } from './force-majeure.state.js';

export interface SuspendedPromise extends DeliveryPromise {
  /** The force majeure of now: the promise goes on when it is over (T28). */
  readonly suspended?: { readonly from: string; readonly until?: string; readonly reason: string };
}

/** What is promised to an order, force majeure considered (T26, T28); undefined until it is registered. */
export const promiseUnder = (order: Order, periods: ForceMajeure, today: string): SuspendedPromise | undefined => {
  const promise = promiseOf(order);
  if (!promise || periods.length === 0 || isOver(order)) return promise;
  const suspensions = suspensionsOf(periods, today);
  const window = suspendedWindow(promiseBase(order)!, suspensions);
  const last = suspensions.findLast(({ from }) => from <= window.until);
  const moved =
    last && window.until > promise.until
      ? { ...window, reason: last.reason, previous: promise.previous ?? { from: promise.from, until: promise.until } }
      : {};
  const now = inForce(periods, today);
  if (!now) return { ...promise, ...moved };
  const { id: _, ...suspended } = now;
  return { ...promise, ...moved, suspended };
};
