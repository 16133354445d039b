import { type ListOptions, type Place, type View } from '#event-sourcing';
import { isOver, parisDay } from '#ordering';
import { type ForceMajeureDoc, FORCE_MAJEURE_KEY } from './force-majeure.projection.js';
import {
  type Circumstances,
  type OrderResource,
  type TrackingResource,
  orderResource,
  trackingResource,
} from './order-resources.js';
import { type TrackedOrder } from './order-tracking.projection.js';

export interface Page {
  /** 1 to 100, 50 when left out. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before: matches `CURSOR`. */
  readonly cursor?: string | undefined;
}
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Left out at the end of the list. A page with fewer items than asked for is not the end. */
  readonly nextCursor?: string;
}
export interface OrderFilter {
  readonly status?: string | undefined;
  /** Orders under way, unless a status or a customer is asked for too. */
  readonly sku?: string | undefined;
  readonly customerId?: string | undefined;
  readonly flag?: string | undefined;
}

/** An order as its customer sees it, and the revision of its stream. */
export interface Found {
  readonly order: TrackingResource;
  readonly revision: number;
}

export const CURSOR = /^(\d{1,15})_([\w.-]{1,64})$/;

const MOST_READ = 1000;
/** How long the day and the periods of force majeure are taken to be the same. */
const CIRCUMSTANCES_KEPT_MS = 1000;

/** Reads the order-tracking view. Every method @throws Unavailable while the view is away. */
export class OrderTrackingQueries {
  private known: { readonly circumstances: Circumstances; readonly readAt: number } | undefined;

  constructor(
    private readonly view: View<TrackedOrder>,
    private readonly forceMajeure: View<ForceMajeureDoc>,
  ) {}

  /** A customer's order, or undefined if it is not theirs or not there. */
  async byNumber(orderNumber: string, customerId: string): Promise<Found | undefined> {
    const order = await this.view.get(orderNumber);
    return order?.customerId === customerId ? this.found(order) : undefined;
  }

  /** Whoever's it is: for one who was given this very order, by a signed link. */
  async byNumberAlone(orderNumber: string): Promise<Found | undefined> {
    const order = await this.view.get(orderNumber);
    return order && this.found(order);
  }

  /** A customer's orders, newest first; those not registered yet have no number. */
  async ofCustomer(customerId: string, page: Page): Promise<Listed<TrackingResource>> {
    return this.shown(await this.list(`customer:${customerId}`, 'descending', page), trackingResource);
  }

  /** Orders for staff, newest first. */
  async orders(filter: OrderFilter, page: Page): Promise<Listed<OrderResource>> {
    return this.shown(await this.list(narrowest(filter), 'descending', page, matching(filter)), orderResource);
  }

  /** Released orders that wait for the warehouse and whose payment stands, the longest-released first. */
  async preparations(page: Page): Promise<Listed<OrderResource>> {
    return this.shown(await this.list('preparations', 'ascending', page), orderResource);
  }

  private async shown<Resource>(
    { items, ...rest }: Listed<TrackedOrder>,
    show: (order: TrackedOrder, circumstances: Circumstances) => Resource,
  ): Promise<Listed<Resource>> {
    const circumstances = await this.circumstances();
    return { ...rest, items: items.map((order) => show(order, circumstances)) };
  }

  /** An order without a number is not registered yet: only its customer's list shows it. */
  private async found(order: TrackedOrder): Promise<Found | undefined> {
    if (order.orderNumber === null) return undefined;
    return { order: trackingResource(order, await this.circumstances()), revision: order.revision };
  }

  private async circumstances(): Promise<Circumstances> {
    const now = Date.now();
    if (!this.known || now - this.known.readAt > CIRCUMSTANCES_KEPT_MS) {
      const doc = await this.forceMajeure.get(FORCE_MAJEURE_KEY);
      const circumstances = { forceMajeure: doc?.periods ?? [], today: parisDay(new Date(now).toISOString()) };
      this.known = { circumstances, readAt: now };
    }
    return this.known.circumstances;
  }

  /** Reads on past what is not wanted, but not without end: the caller goes on from `nextCursor`. */
  private async list(
    index: string,
    direction: ListOptions['direction'],
    { limit = 50, cursor }: Page,
    isWanted: (order: TrackedOrder) => boolean = () => true,
  ): Promise<Listed<TrackedOrder>> {
    const items: TrackedOrder[] = [];
    let after = placeOf(cursor);
    for (let read = 0; read < MOST_READ;) {
      const places = await this.view.list(index, { direction, limit: limit + 1, ...(after && { after }) });
      for (const place of places.slice(0, limit)) {
        if (items.length === limit) break;
        if (isWanted(place.doc)) items.push(place.doc);
        after = place;
        read++;
      }
      if (places.length <= limit) return { items };
      if (items.length === limit) break;
    }
    return { items, nextCursor: cursorOf(after!) };
  }
}

/** An order has no number before it is registered (T06). */
const narrowest = ({ status, sku, customerId, flag }: OrderFilter): string => {
  if (flag !== undefined) return `flag:${flag}`;
  if (customerId !== undefined) return `customer:${customerId}`;
  if (sku !== undefined && !(status !== undefined && isOver({ status } as TrackedOrder))) return `sku:${sku}`;
  return status === undefined ? 'all' : `status:${status}`;
};

const matching =
  ({ status, sku, customerId, flag }: OrderFilter) =>
  (order: TrackedOrder): boolean =>
    (status ?? order.status) === order.status &&
    (customerId ?? order.customerId) === order.customerId &&
    (flag === undefined || order.flags.some((name) => name === flag)) &&
    (sku === undefined || order.lines.some((line) => line.sku === sku));

const cursorOf = ({ score, key }: Place): string => `${score}_${key}`;

const placeOf = (cursor: string | undefined): Place | undefined => {
  const [, score, key] = CURSOR.exec(cursor ?? '') ?? [];
  return score === undefined ? undefined : { score: Number(score), key: key! };
};
