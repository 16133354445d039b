import { setTimeout as delay } from 'node:timers/promises';
import {
  type CommandContext,
  type CommandHandler,
  EventCatalog,
  type EventStore,
  type LogPosition,
  type RecordedEvent,
  RevisionConflict,
  Unavailable,
  UnreadableEvent,
  causedBy,
  deterministicId,
  newCommand,
} from '#event-sourcing';
import { PRODUCT_STREAMS, productEvents } from '#catalog';
import { type Stock, type StockCommand, type StockEvent, STOCK_STREAMS, stockEvents } from '#inventory';
import {
  orderIdOf,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
  ORDER_STREAMS,
  orderEvents,
  inOrderTrace,
} from '#ordering';
import { AllocationTodo, type OrderWork, type Remainder, type StockWork } from './allocation-todo.js';
import { type PreorderWork } from './preorder-todo.js';

export interface AllocationMemory {
  load(): Promise<{ readonly after: LogPosition; readonly remainder: Remainder } | undefined>;
  save(after: LogPosition, remainder: Remainder): Promise<void>;
}

/** What could not be carried out, and why: the rest goes on, operations can see it. */
export interface Parked {
  readonly subject: string;
  readonly reason: string;
}

export interface AllocationProcessOptions {
  readonly store: EventStore;
  readonly orders: Pick<CommandHandler<OrderState, OrderCommand, OrderEvent>, 'handle'>;
  readonly stock: Pick<CommandHandler<Stock, StockCommand, StockEvent>, 'handle'>;
  /** Saves reading the log from its start; without it, or with an old one, nothing is done twice. */
  readonly memory: AllocationMemory;
  readonly now: () => string;
  readonly park: (parked: Parked) => void;
  /** Commands in flight at once (default 64). */
  readonly concurrency?: number;
}

const ISSUER = 'fulfillment';
const catalog = EventCatalog.merge(orderEvents as never, stockEvents as never, productEvents as never);

/**
 * Holds orders until they are whole (T11). Reads the log in order: a registered order claims its units of every SKU, and
 * since claims are made in log order, page by page, the first-registered order is the first in every queue. An
 * arrival's allocations are recorded on the orders they serve, and on no other. Safe to run twice at once or again from
 * an earlier position: every command it sends is obeyed once.
 */
export class AllocationProcess {
  position: LogPosition | undefined;
  live = false;
  /** From the first parked work on, the memory is left where it was: the next start finds that work in the log again. */
  private hasParked = false;

  constructor(private readonly options: AllocationProcessOptions) {}

  async run(signal: AbortSignal): Promise<void> {
    const memory = await this.options.memory.load().catch(() => undefined);
    let todo = new AllocationTodo(memory?.remainder);
    const after = memory?.after;
    const streamPrefixes = [ORDER_STREAMS, STOCK_STREAMS, PRODUCT_STREAMS];
    for await (const page of this.options.store.follow({ ...(after && { after }), streamPrefixes, signal })) {
      for (const event of page.events) this.note(todo, event);
      this.position = page.through;
      this.live ||= page.live;
      if (!this.live) continue;
      await this.carryOut(todo, signal);
      // Told to stop half-way: what was left undone must be found in the log again.
      if (signal.aborted) return;
      todo = new AllocationTodo(todo.remainder);
      if (page.events.length > 0 && !this.hasParked)
        await this.options.memory.save(page.through, todo.remainder).catch(() => undefined);
    }
  }

  private note(todo: AllocationTodo, event: RecordedEvent): void {
    try {
      todo.add(catalog.read(event) as RecordedEvent<OrderEvent>, orderIdOf(event.stream));
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      this.park(event.stream, error);
    }
  }

  private async carryOut(todo: AllocationTodo, signal: AbortSignal): Promise<void> {
    const now = this.options.now();
    const work = [
      ...[...todo.bySku].map(([sku, stock]) => [sku, () => this.tellStock(sku, stock, now)] as const),
      ...[...todo.byOrder].map(([orderId, order]) => [orderId, () => this.tellOrder(orderId, order, now)] as const),
      ...[...todo.preorders.work.values()].map((work) => [work.orderId, () => this.tellPreorder(work, now)] as const),
    ];
    let next = 0;
    const lane = async () => {
      for (let item = work[next++]; item; item = work[next++]) await this.insist(item[0], item[1], signal);
    };
    await Promise.all(Array.from({ length: Math.min(work.length, this.options.concurrency ?? 64) }, lane));
  }

  private async tellStock(
    sku: string,
    { claims, releases, issues, unfinished }: StockWork,
    now: string,
  ): Promise<void> {
    const send = (command: StockCommand, ...about: readonly string[]) =>
      this.options.stock.handle(command, batch(command.type, sku, ...about));
    if (claims.size > 0) {
      const list = [...claims].map(([orderId, quantity]) => ({ orderId, quantity }));
      await send({ type: 'ClaimStock', sku, claims: list, now }, ...claims.keys());
    }
    if (releases.size > 0) await send({ type: 'ReleaseClaims', sku, orderIds: [...releases], now }, ...releases);
    if (issues.size > 0) await send({ type: 'IssueStock', sku, orderIds: [...issues], now }, ...issues);
    if (unfinished) await send({ type: 'AllocateStock', sku, now }, now);
  }

  private async tellOrder(orderId: string, { held, cause }: OrderWork, now: string): Promise<void> {
    const items = [...held].map(([sku, quantity]) => ({ sku, quantity }));
    const context = causedBy(cause, ISSUER, orderId, JSON.stringify(items));
    await this.tell({ type: 'RecordAllocations', orderId, held: items, now }, context);
  }

  private async tellPreorder({ orderId, sku, availability, cause }: PreorderWork, now: string): Promise<void> {
    const context = causedBy(cause, ISSUER, orderId, sku, JSON.stringify(availability ?? null));
    await this.tell({ type: 'RecordAvailability', orderId, sku, availability, now }, context);
  }

  private tell(command: OrderCommand, context: CommandContext): Promise<unknown> {
    const { store, orders } = this.options;
    const { type, orderId } = command;
    return inOrderTrace(store, orderId, type, () => orders.handle(command, context));
  }

  private park(subject: string, error: unknown): void {
    this.hasParked = true;
    this.options.park({ subject, reason: String(error) });
  }

  /** A part that is away is waited for; anything else parks its subject and lets the others go on. */
  private async insist(subject: string, act: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let waitMs = 100; !signal.aborted; waitMs = Math.min(2 * waitMs, 5000)) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof Unavailable || error instanceof RevisionConflict)) return this.park(subject, error);
        await delay(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

/** One command for many orders at once: the same orders, the same command. */
const batch = (...what: readonly string[]): CommandContext =>
  newCommand(ISSUER, { commandId: deterministicId(...what) });
