import { type Caller, Forbidden } from '#access';
import { NotFound } from '#event-sourcing';
import { NotThatFresh } from '#http-api';
import { type Found, type Listed, type OrderTrackingQueries, type Page, type TrackingResource } from '#order-tracking';
import { type ViewChanges } from '#redis';
import { trackingShape } from './tracking-shape.js';

/** How long an answer waits for the view to be as fresh as was asked. */
const FRESH_WITHIN_MS = 2000;

/** The orders a caller may see: a customer their own (P08), the holder of a signed link the one it is to. */
export class CustomerOrders {
  constructor(
    private readonly queries: OrderTrackingQueries,
    private readonly changes: Pick<ViewChanges, 'watch'>,
    private readonly freshWithinMs = FRESH_WITHIN_MS,
  ) {}

  /** @throws Forbidden where the caller is no customer */
  async list(caller: Caller, page: Page): Promise<Listed<TrackingResource>> {
    const { items, ...rest } = await this.queries.ofCustomer(customerOf(caller), page);
    return { ...rest, items: items.map(trackingShape) };
  }

  /** @throws NotFound for an order that is not there or not the caller's: which of the two, nobody is told */
  async get(orderNumber: string, caller: Caller): Promise<Found> {
    const found = await this.look(orderNumber, caller);
    if (!found) throw new NotFound('you have no order of this number');
    return found;
  }

  /**
   * The order at this revision of its stream or a later one, such as a command's ETag says. Waits for it a while.
   *
   * @throws NotThatFresh if it is still older then
   * @throws NotFound if it is still not there then, or not the caller's
   */
  async getAtLeast(orderNumber: string, caller: Caller, revision: number): Promise<Found> {
    let [isOver, changed] = [false, () => undefined as void];
    const unwatch = this.changes.watch(orderNumber, () => changed());
    const timer = setTimeout(() => {
      isOver = true;
      changed();
    }, this.freshWithinMs);
    try {
      for (;;) {
        const change = new Promise<void>((resolve) => (changed = resolve));
        const found = await this.look(orderNumber, caller);
        if (found && found.revision >= revision) return found;
        if (isOver) {
          if (found) throw new NotThatFresh(revision, found.revision);
          throw new NotFound('you have no order of this number');
        }
        await change;
      }
    } finally {
      clearTimeout(timer);
      unwatch();
    }
  }

  private async look(orderNumber: string, caller: Caller): Promise<Found | undefined> {
    const found = await this.find(orderNumber, caller);
    return found && { ...found, order: trackingShape(found.order) };
  }

  private async find(orderNumber: string, caller: Caller): Promise<Found | undefined> {
    if (caller.orderNumber === undefined) return this.queries.byNumber(orderNumber, customerOf(caller));
    return caller.orderNumber === orderNumber ? this.queries.byNumberAlone(orderNumber) : undefined;
  }
}

const customerOf = ({ customerId }: Caller): string => {
  if (customerId === undefined) throw new Forbidden('this token names no customer');
  return customerId;
};

/** Whose calls and streams are counted together. */
export const countedAs = ({ customerId, orderNumber, subject }: Caller): string => {
  if (orderNumber !== undefined) return `order:${orderNumber}`;
  return customerId === undefined ? `subject:${subject}` : `customer:${customerId}`;
};
