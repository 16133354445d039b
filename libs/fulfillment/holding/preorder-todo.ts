import { type Product } from '#catalog';
import { type RecordedEvent } from '#event-sourcing';
import { type Availability, type OrderLine } from '#ordering';

type Cause = Pick<RecordedEvent, 'id' | 'metadata'>;

/** What an order is to be told of a preordered product; undefined: it is no preorder any more. */
export interface PreorderWork {
  readonly orderId: string;
  readonly sku: string;
  readonly availability: Availability | undefined;
  readonly cause: Cause;
}

/** Plain data. */
export interface PreorderRemainder {
  readonly dates: readonly (readonly [sku: string, availability: Availability])[];
  readonly waiting: readonly (readonly [sku: string, orders: readonly (readonly [string, Availability])[]])[];
}

const key = (sku: string, orderId: string) => `${orderId} ${sku}`;

/** T13: which orders wait for a preordered product, and know another date than the catalogue's. Told in log order. */
export class PreorderTodo {
  readonly work = new Map<string, PreorderWork>();
  /** What the catalogue says; a product that is not there is no preorder. */
  private readonly dates: Map<string, Availability>;
  /** What each order that waits for a product was told. */
  private readonly waiting: Map<string, Map<string, Availability>>;

  constructor({ dates, waiting }: PreorderRemainder = { dates: [], waiting: [] }) {
    this.dates = new Map(dates);
    this.waiting = new Map(waiting.map(([sku, orders]) => [sku, new Map(orders)]));
  }

  get remainder(): PreorderRemainder {
    return { dates: [...this.dates], waiting: [...this.waiting].map(([sku, orders]) => [sku, [...orders]]) };
  }

  catalogued({ sku, availableFrom, availabilityConfirmed = false }: Product, cause: Cause): void {
    if (availableFrom === undefined) this.dates.delete(sku);
    else this.dates.set(sku, { availableFrom, confirmed: availabilityConfirmed });
    for (const orderId of this.waiting.get(sku)?.keys() ?? []) this.compare(sku, orderId, cause);
  }

  ordered(orderId: string, lines: readonly OrderLine[], cause: Cause): void {
    for (const { sku, preorder } of lines) if (preorder) this.told(orderId, sku, preorder, cause);
  }

  told(orderId: string, sku: string, { availableFrom, confirmed }: Availability, cause: Cause): void {
    const orders = this.waiting.get(sku) ?? new Map<string, Availability>();
    this.waiting.set(sku, orders.set(orderId, { availableFrom, confirmed }));
    this.compare(sku, orderId, cause);
  }

  onSale(orderId: string, sku: string): void {
    const orders = this.waiting.get(sku);
    orders?.delete(orderId);
    if (orders?.size === 0) this.waiting.delete(sku);
    this.work.delete(key(sku, orderId));
  }

  ended(orderId: string): void {
    for (const sku of [...this.waiting.keys()]) this.onSale(orderId, sku);
  }

  private compare(sku: string, orderId: string, cause: Cause): void {
    const [known, availability] = [this.waiting.get(sku)!.get(orderId)!, this.dates.get(sku)];
    const isTold = availability?.availableFrom === known.availableFrom && availability.confirmed === known.confirmed;
    if (isTold) this.work.delete(key(sku, orderId));
    else this.work.set(key(sku, orderId), { orderId, sku, availability, cause });
  }
}
