import { type RecordedEvent } from '#event-sourcing';
import { type Product, type ProductEvent } from '#catalog';
import { type StockEvent } from '#inventory';
import { type Availability, type Item, type OrderEvent, type OrderLine } from '#ordering';
import { type PreorderRemainder, PreorderTodo } from './preorder-todo.js';

type Cause = Pick<RecordedEvent, 'id' | 'metadata'>;

/** Units a SKU holds for an order, or undefined while that SKU has not answered the order's claim. */
type Answers = Map<string, number | undefined>;

/** What a SKU's stock is still to be told, in the order of the log. */
export interface StockWork {
  readonly claims: Map<string, number>;
  readonly releases: Set<string>;
  readonly issues: Set<string>;
  unfinished: boolean;
}

export interface OrderWork {
  /** Units held for the order in all, by SKU. */
  readonly held: Map<string, number>;
  cause: Cause;
}

/** Orders and SKUs in the midst of an answer; plain data. */
export interface Remainder {
  readonly answering: readonly (readonly [orderId: string, readonly (readonly [sku: string, held: number | null])[]])[];
  readonly served: readonly (readonly [sku: string, readonly { readonly orderId: string }[]])[];
  readonly preorders: PreorderRemainder;
}

/**
 * What the log still owes: claims of registered orders, stock to give back or to issue, allocations to record on orders.
 * Facts come in, in log order; what they call for is added, what they fulfil is struck off. So reading the log from
 * anywhere earlier leaves the same list, and nothing is done by reading alone.
 */
export class AllocationTodo {
  readonly bySku = new Map<string, StockWork>();
  readonly byOrder = new Map<string, OrderWork>();
  readonly preorders: PreorderTodo;
  private readonly answering = new Map<string, Answers>();
  /** Claims of a SKU whose allocation follows in the same append. */
  private readonly served: Map<string, readonly { readonly orderId: string }[]>;

  constructor({ answering, served, preorders }: Partial<Remainder> = {}) {
    for (const [orderId, answers] of answering ?? [])
      this.answering.set(orderId, new Map(answers.map(([sku, held]) => [sku, held ?? undefined])));
    this.served = new Map(served);
    this.preorders = new PreorderTodo(preorders);
  }

  /** What must outlive this list beside a position in the log, once everything on it was carried out. */
  get remainder(): Remainder {
    const answering = [...this.answering].map(([orderId, answers]): Remainder['answering'][number] => [
      orderId,
      [...answers].map(([sku, held]) => [sku, held ?? null] as const),
    ]);
    return { answering, served: [...this.served], preorders: this.preorders.remainder };
  }

  add(
    event: RecordedEvent<OrderEvent> | RecordedEvent<StockEvent> | RecordedEvent<ProductEvent>,
    orderId: string,
  ): void {
    const { type, data } = event as unknown as { readonly type: string; readonly data: never };
    this.reactions[type]?.(data, event, orderId);
  }

  private readonly reactions: Record<string, (data: never, cause: Cause, orderId: string) => void> = {
    PaymentValidated: ({ items }: { items: readonly Item[] }, _cause, orderId) => {
      this.answering.set(orderId, new Map(items.map(({ sku }) => [sku, undefined])));
      for (const { sku, quantity } of items) this.stock(sku).claims.set(orderId, quantity);
    },
    StockClaimed: ({ sku, claims, served }: Extract<StockEvent, { type: 'StockClaimed' }>['data'], cause) => {
      for (const { orderId } of claims) this.stock(sku).claims.delete(orderId);
      if (served) this.served.set(sku, claims);
      else for (const { orderId } of claims) this.answer(orderId, sku, 0, cause);
    },
    StockAllocated: (
      { sku, allocations, unfinished }: Extract<StockEvent, { type: 'StockAllocated' }>['data'],
      cause,
    ) => {
      const held = new Map(allocations.map((allocation) => [allocation.orderId, allocation.held]));
      for (const { orderId } of this.served.get(sku) ?? []) if (!held.has(orderId)) this.answer(orderId, sku, 0, cause);
      for (const [orderId, units] of held) this.answer(orderId, sku, units, cause);
      this.served.delete(sku);
      this.stock(sku).unfinished = unfinished;
    },
    ClaimsReleased: ({ sku, releases }: Extract<StockEvent, { type: 'ClaimsReleased' }>['data']) => {
      for (const { orderId } of releases) this.stock(sku).releases.delete(orderId);
    },
    StockIssued: ({ sku, issues }: Extract<StockEvent, { type: 'StockIssued' }>['data']) => {
      for (const { orderId } of issues) this.stock(sku).issues.delete(orderId);
    },
    ItemsAllocated: ({ items }: { items: readonly Item[] }, _cause, orderId) => {
      const work = this.byOrder.get(orderId);
      for (const { sku, quantity } of items) if ((work?.held.get(sku) ?? 0) <= quantity) work?.held.delete(sku);
      if (work?.held.size === 0) this.byOrder.delete(orderId);
    },
    StockAwaited: (_data, _cause, orderId) => this.strikeOffNothings(orderId),
    OrderCompleted: (_data, _cause, orderId) => this.strikeOffNothings(orderId),
    Shipped: ({ items }: { items: readonly Item[] }, _cause, orderId) => {
      for (const { sku } of items) this.stock(sku).issues.add(orderId);
    },
    OrderCancelled: ({ claimed }: { claimed: readonly Item[] }, _cause, orderId) => this.end(orderId, claimed),
    OrderRefused: ({ claimed }: { claimed: readonly Item[] }, _cause, orderId) => this.end(orderId, claimed),
    ProductListed: ({ product }: { product: Product }, cause) => this.preorders.catalogued(product, cause),
    ProductChanged: ({ product }: { product: Product }, cause) => this.preorders.catalogued(product, cause),
    OrderPlaced: ({ lines }: { lines: readonly OrderLine[] }, cause, orderId) =>
      this.preorders.ordered(orderId, lines, cause),
    AvailabilityChanged: (data: Availability & { sku: string }, cause, orderId) =>
      this.preorders.told(orderId, data.sku, data, cause),
    PreorderOnSale: ({ sku }: { sku: string }, _cause, orderId) => this.preorders.onSale(orderId, sku),
  };

  private end(orderId: string, claimed: readonly Item[]): void {
    this.answering.delete(orderId);
    this.byOrder.delete(orderId);
    for (const { sku } of claimed) this.stock(sku).releases.add(orderId);
    this.preorders.ended(orderId);
  }

  /** An order hears of its stock once every SKU has answered, and from then on of each allocation. */
  private answer(orderId: string, sku: string, held: number, cause: Cause): void {
    const answers = this.answering.get(orderId);
    if (!answers) {
      if (held > 0) this.record(orderId, [[sku, held]], cause);
      return;
    }
    answers.set(sku, held);
    const known = [...answers].filter((answer): answer is [string, number] => answer[1] !== undefined);
    if (known.length < answers.size) return;
    this.answering.delete(orderId);
    this.record(orderId, known, cause);
  }

  private record(orderId: string, held: readonly (readonly [string, number])[], cause: Cause): void {
    const work = this.byOrder.get(orderId) ?? { held: new Map<string, number>(), cause };
    work.cause = cause;
    for (const [sku, units] of held) work.held.set(sku, units);
    this.byOrder.set(orderId, work);
  }

  private strikeOffNothings(orderId: string): void {
    const work = this.byOrder.get(orderId);
    for (const [sku, units] of work?.held ?? []) if (units === 0) work!.held.delete(sku);
    if (work?.held.size === 0) this.byOrder.delete(orderId);
  }

  private stock(sku: string): StockWork {
    const work = this.bySku.get(sku) ?? {
      claims: new Map(),
      releases: new Set(),
      issues: new Set(),
      unfinished: false,
    };
    this.bySku.set(sku, work);
    return work;
  }
}
