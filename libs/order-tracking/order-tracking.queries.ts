import { type Redis } from 'ioredis';
import { answered, viewKeys } from '#redis';
import { type OrderResource, type TrackingResource, orderResource, trackingResource } from './order-resources.js';
import { type TrackedOrder, orderTracking } from './order-tracking.projection.js';

export interface Page {
  /** 1 to 100, 50 when left out. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}
export interface OrderFilter {
  readonly status?: string | undefined;
  readonly sku?: string | undefined;
  readonly customerId?: string | undefined;
  readonly flag?: string | undefined;
}

type Direction = 'newest-first' | 'oldest-first';

const keys = viewKeys(orderTracking);

/** Reads the order-tracking view. Every method @throws Unavailable while Redis is away. */
export class OrderTrackingQueries {
  constructor(private readonly redis: Redis) {}

  /** A customer's order, or undefined if it is not theirs or not there. */
  async byNumber(
    orderNumber: string,
    customerId: string,
  ): Promise<{ order: TrackingResource; revision: number } | undefined> {
    const text = await answered(this.redis.hget(keys.docs, orderNumber));
    const order = text ? (JSON.parse(text) as TrackedOrder) : undefined;
    if (!order || order.customerId !== customerId || order.orderNumber === null) return undefined;
    return { order: trackingResource(order), revision: order.revision };
  }

  /** A customer's registered orders, newest first. */
  async ofCustomer(customerId: string, page: Page): Promise<Listed<TrackingResource>> {
    const isTheirs = ({ orderNumber }: TrackedOrder) => orderNumber !== null;
    return map(await this.list(`customer:${customerId}`, 'newest-first', page, isTheirs), trackingResource);
  }

  /** Orders for staff, newest first. */
  async orders({ status, sku, customerId, flag }: OrderFilter, page: Page): Promise<Listed<OrderResource>> {
    const isWanted = (order: TrackedOrder) =>
      flag === undefined &&
      (status ?? order.status) === order.status &&
      (customerId ?? order.customerId) === order.customerId &&
      (sku === undefined || order.lines.some((line) => line.sku === sku));
    return map(await this.list(narrowest({ status, sku, customerId }), 'newest-first', page, isWanted), orderResource);
  }

  /** Released orders that wait for the warehouse, the longest-released first. */
  async preparations(page: Page): Promise<Listed<OrderResource>> {
    return map(await this.list('preparations', 'oldest-first', page, () => true), orderResource);
  }

  private async list(
    index: string,
    order: Direction,
    { limit = 50, cursor }: Page,
    isWanted: (order: TrackedOrder) => boolean,
  ): Promise<Listed<TrackedOrder>> {
    const key = keys.index(index);
    const items: TrackedOrder[] = [];
    for (let start = cursor === undefined ? 0 : await this.rankAfter(key, order, cursor); ;) {
      const chunk = await this.chunk(key, order, start, limit);
      for (const [offset, tracked] of chunk.entries()) {
        if (!tracked || !isWanted(tracked)) continue;
        items.push(tracked);
        if (items.length < limit) continue;
        const isMore = start + offset + 1 < (await answered(this.redis.zcard(key)));
        return { items, ...(isMore && { nextCursor: cursorOf(tracked, index) }) };
      }
      if (chunk.length < limit) return { items };
      start += chunk.length;
    }
  }

  private async chunk(
    key: string,
    order: Direction,
    start: number,
    length: number,
  ): Promise<(TrackedOrder | undefined)[]> {
    const range = [key, String(start), String(start + length - 1)] as const;
    const listing = order === 'newest-first' ? this.redis.zrevrange(...range) : this.redis.zrange(...range);
    const members = await answered(listing);
    const texts = members.length === 0 ? [] : await answered(this.redis.hmget(keys.docs, ...members));
    return texts.map((text) => (text ? (JSON.parse(text) as TrackedOrder) : undefined));
  }

  /** Where a list goes on: after the member a cursor names or, where it has left the list, after its time. */
  private async rankAfter(key: string, order: Direction, cursor: string): Promise<number> {
    const [score = '0', member = ''] = cursor.split('_');
    if (order === 'newest-first') {
      const rank = await answered(this.redis.zrevrank(key, member));
      return rank === null ? answered(this.redis.zcount(key, `(${Number(score)}`, '+inf')) : rank + 1;
    }
    const rank = await answered(this.redis.zrank(key, member));
    return rank === null ? answered(this.redis.zcount(key, '-inf', `(${Number(score)}`)) : rank + 1;
  }
}

const narrowest = ({ status, sku, customerId }: OrderFilter): string => {
  if (customerId !== undefined) return `customer:${customerId}`;
  if (sku !== undefined) return `sku:${sku}`;
  return status === undefined ? 'all' : `status:${status}`;
};

const cursorOf = (order: TrackedOrder, index: string): string =>
  `${orderTracking.indexes(order)[index] ?? 0}_${orderTracking.keyOf({ stream: `order-${order.orderId}` } as never)}`;

const map = <From, To>({ items, ...rest }: Listed<From>, to: (item: From) => To): Listed<To> => ({
  ...rest,
  items: items.map(to),
});
