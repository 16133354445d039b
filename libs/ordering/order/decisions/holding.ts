import { suspendedWindow } from '../../calendar/delivery-promise.js';
import { parisDay } from '../../calendar/paris-calendar.js';
import {
  type CheckPromise,
  type RecordAllocations,
  type RecordAvailability,
  type RecordOnSale,
  type ReleaseOrder,
} from '../commands/holding.js';
import {
  type AvailabilityChanged,
  type ItemsAllocated,
  type OrderCompleted,
  type OrderReleased,
  type PreorderOnSale,
  type PromiseMissed,
  type PromiseMoved,
  type StockAwaited,
} from '../events/holding.js';
import { invalidTransition } from '../order.errors.js';
import { evolve } from '../order.evolution.js';
import {
  type Order,
  type OrderState,
  everyItemIsIn,
  isOver,
  isPreordered,
  missingItems,
  paymentStands,
  promiseBase,
  promiseOf,
} from '../order.state.js';
import { isOnSale } from '../preorders.js';

/** T11: once every SKU has answered, the order is complete or says what it waits for; it is never delivered in part. */
export const recordAllocations = (
  { held, now }: RecordAllocations,
  order: Order,
): (ItemsAllocated | OrderCompleted | StockAwaited)[] => {
  if (isOver(order) || order.orderNumber === null || everyItemIsIn(order)) return [];
  const items = held.filter(({ sku, quantity }) => quantity > (order.held[sku] ?? 0));
  const allocated: ItemsAllocated[] =
    items.length > 0 ? [{ type: 'ItemsAllocated', data: { items, allocatedAt: now } }] : [];
  const after = afterwards(order, allocated);
  if (everyItemIsIn(after)) return [...allocated, { type: 'OrderCompleted', data: { completedAt: now } }];
  if (order.stockAnswered) return allocated;
  return [...allocated, { type: 'StockAwaited', data: { missing: missingItems(after), awaitedAt: now } }];
};

/** T13: the date of a preordered product moved, was confirmed, or is no more. */
export const recordAvailability = (
  { sku, availability, now }: RecordAvailability,
  order: Order,
): (AvailabilityChanged | PreorderOnSale | OrderCompleted)[] => {
  if (isOver(order) || !isPreordered(order, sku)) return [];
  const known = order.preorders![sku]!;
  const hasMoved =
    availability && (availability.availableFrom !== known.availableFrom || availability.confirmed !== known.confirmed);
  const changed: AvailabilityChanged[] = hasMoved
    ? [{ type: 'AvailabilityChanged', data: { sku, ...availability, changedAt: now } }]
    : [];
  const comesOnSale = availability === undefined || isOnSale(availability, now);
  return [...changed, ...(comesOnSale ? putOnSale(afterwards(order, changed), [sku], now) : [])];
};

/** T13: every preordered product whose date is reached and confirmed. */
export const recordOnSale = ({ now }: RecordOnSale, order: Order): (PreorderOnSale | OrderCompleted)[] => {
  if (isOver(order)) return [];
  const skus = Object.entries(order.preorders ?? {})
    .filter(([, preorder]) => !preorder.isOnSale && isOnSale(preorder, now))
    .map(([sku]) => sku);
  return skus.length === 0 ? [] : putOnSale(order, skus, now);
};

const putOnSale = (order: Order, skus: readonly string[], now: string): (PreorderOnSale | OrderCompleted)[] => {
  const onSale = skus.map((sku): PreorderOnSale => ({ type: 'PreorderOnSale', data: { sku, onSaleAt: now } }));
  return everyItemIsIn(afterwards(order, onSale))
    ? [...onSale, { type: 'OrderCompleted', data: { completedAt: now } }]
    : onSale;
};

export const releaseOrder = ({ now }: ReleaseOrder, order: Order): [] | [OrderReleased] => {
  if (isOver(order) || order.releasedAt !== undefined) return [];
  if (!everyItemIsIn(order))
    throw invalidTransition(`order ${order.orderId} waits for items: it is not released in part`);
  if (!paymentStands(order, now))
    throw invalidTransition(`order ${order.orderId} has no valid authorisation to be debited on at shipment`);
  return [{ type: 'OrderReleased', data: { releasedAt: now } }];
};

/** T26, T28: a promise that is over was moved by force majeure, or missed. A provisional one is none yet. */
export const checkPromise = ({ suspensions, now }: CheckPromise, order: Order): [] | [PromiseMoved | PromiseMissed] => {
  const promise = promiseOf(order);
  const isKept = isOver(order) || order.status === 'available-at-relay';
  if (!promise || promise.provisional || isKept || order.flags.includes('promise-missed')) return [];
  const today = parisDay(now);
  if (today <= promise.until) return [];
  const { from, until } = suspendedWindow(promiseBase(order)!, suspensions);
  if (until < today) return [{ type: 'PromiseMissed', data: { until: promise.until, missedAt: now } }];
  const reason = suspensions.findLast((suspension) => suspension.from <= promise.until)!.reason;
  return [{ type: 'PromiseMoved', data: { from, until, reason, movedAt: now } }];
};

const afterwards = (order: Order, events: readonly (ItemsAllocated | AvailabilityChanged | PreorderOnSale)[]): Order =>
  events.reduce<OrderState>(evolve, order) as Order;
