import { type Redis } from 'ioredis';
import { type View } from '#event-sourcing';
import { type Hold, holdOf } from '#inspection';
import { type TrackedOrder, orderTracking } from '#order-tracking';
import { together, viewKeys } from '#redis';

const DAY_MS = 24 * 3600 * 1000;
const PAGE = 500;
const ON_HOLD = 'status:on-hold';

/** How long ago the orders on hold were placed, in days: from, and up to (undefined: any). */
const AGES = [
  { age: 'under-1-day', from: undefined, to: 1 },
  { age: '1-to-3-days', from: 1, to: 3 },
  { age: '3-to-7-days', from: 3, to: 7 },
  { age: '7-to-30-days', from: 7, to: 30 },
  { age: 'over-30-days', from: 30, to: undefined },
] as const;
export type Age = (typeof AGES)[number]['age'];

export interface HoldsByAge {
  readonly ages: readonly { readonly age: Age; readonly orders: number }[];
  /** Since the one was placed that was placed first; undefined where none is on hold. */
  readonly oldestMs: number | undefined;
}

/** Counted in the view's list, whatever its length. @throws Unavailable */
export const holdsByAge = async (redis: Redis, nowMs: number): Promise<HoldsByAge> => {
  const onHold = viewKeys(orderTracking).index(ON_HOLD);
  // A score is when the order was placed: the older, the lower.
  const placed = (daysAgo: number) => String(nowMs - daysAgo * DAY_MS);
  const counts = AGES.map(({ from, to }) => [
    ...['zcount', onHold],
    ...[to ? `(${placed(to)}` : '-inf', from ? placed(from) : '+inf'],
  ]);
  const answers = await together(redis, [['zrange', onHold, 0, 0, 'WITHSCORES'], ...counts]);
  const [oldest, ...counted] = answers as [string[], ...number[]];
  return {
    ages: AGES.map(({ age }, at) => ({ age, orders: Number(counted[at]) })),
    oldestMs: oldest[1] === undefined ? undefined : nowMs - Number(oldest[1]),
  };
};

/** Orders on hold, the first placed first. @throws Unavailable */
export async function* ordersOnHold(view: View<TrackedOrder>): AsyncIterable<TrackedOrder> {
  for (let after: { score: number; key: string } | undefined; ;) {
    const page = await view.list(ON_HOLD, { direction: 'ascending', limit: PAGE, ...(after && { after }) });
    for (const { doc } of page) yield doc;
    if (page.length < PAGE) return;
    after = page.at(-1)!;
  }
}

export interface BlockingSku {
  readonly sku: string;
  /** That wait for it, and maybe for others too. */
  readonly orders: number;
  readonly unitsMissing: number;
  /** Since when the first of them is on hold. */
  readonly since: string;
}

/** The SKUs that orders on hold wait for, those that most wait for first. @throws Unavailable */
export const blockingSkus = async (
  view: View<TrackedOrder>,
  now: string,
  most: number,
): Promise<{ readonly skus: readonly BlockingSku[]; readonly isWhole: boolean }> => {
  const bySku = new Map<string, BlockingSku>();
  let seen = 0;
  for await (const order of ordersOnHold(view)) {
    if (++seen > most) break;
    count(bySku, holdOf(order, now));
  }
  const skus = [...bySku.values()].sort((one, other) => other.orders - one.orders || (one.sku < other.sku ? -1 : 1));
  return { skus, isWhole: seen <= most };
};

const count = (bySku: Map<string, BlockingSku>, { waitsFor, since }: Hold): void => {
  for (const { sku, quantity } of waitsFor) {
    const before = bySku.get(sku) ?? { sku, orders: 0, unitsMissing: 0, since };
    bySku.set(sku, {
      sku,
      orders: before.orders + 1,
      unitsMissing: before.unitsMissing + quantity,
      since: before.since < since ? before.since : since,
    });
  }
};
