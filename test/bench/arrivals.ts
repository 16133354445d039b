import { randomUUID } from 'node:crypto';
import { type EventStore, type LogPosition, newCommand } from '#event-sourcing';
import { AllocationProcess, AllocationTodo, releaseOrder } from '#fulfillment';
import { stocksOn } from '#inventory';
import { orderIdOf, ORDER_STREAMS, ordersOn } from '#ordering';
import { InMemoryPaymentProvider } from '#payment-provider';

export interface ArrivalsOptions {
  /** On which orders are allocated and released. */
  readonly store: EventStore;
  /** On which stock is received. */
  readonly receiving: EventStore;
  readonly after: LogPosition;
}

/** What follows an arrival, in this process: allocation, and the release of whatever is whole by it. */
export class Arrivals {
  private readonly stopping = new AbortController();
  private readonly stocks;
  private readonly running: Promise<unknown>;
  private awaited = 0;
  private allReleased = () => undefined as void;

  constructor(private readonly options: ArrivalsOptions) {
    this.stocks = stocksOn(options.receiving);
    this.running = Promise.all([this.allocate(), this.release()]);
  }

  /** Units arrive, as many as there are orders to release by them. @returns ms from the receipt to the last release. */
  async receive(sku: string, quantity: number): Promise<number> {
    const released = new Promise<void>((resolve) => {
      this.awaited = quantity;
      this.allReleased = resolve;
    });
    const startedAt = performance.now();
    const now = new Date().toISOString();
    await this.stocks.handle(
      { type: 'ReceiveStock', sku, receiptId: randomUUID(), quantity, now },
      newCommand('warehouse'),
    );
    await Promise.race([released, this.running]);
    return performance.now() - startedAt;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private allocate(): Promise<void> {
    const { store, after } = this.options;
    const memory = {
      load: () => Promise.resolve({ after, remainder: new AllocationTodo().remainder }),
      save: () => Promise.resolve(),
    };
    const process = new AllocationProcess({
      ...{ store, orders: ordersOn(store, 200_000), stock: stocksOn(store), memory },
      now: () => new Date().toISOString(),
      park: ({ subject, reason }) => {
        throw new Error(`${subject} was parked: ${reason}`);
      },
    });
    return process.run(this.stopping.signal);
  }

  /** Without the job queue between, whose time does not depend on how many orders are held. */
  private async release(): Promise<void> {
    const { store, after } = this.options;
    const payment = {
      ...{ orders: ordersOn(store), provider: new InMemoryPaymentProvider() },
      openCardToken: () => Promise.resolve('tok_visa'),
      now: () => new Date().toISOString(),
    };
    const { signal } = this.stopping;
    for await (const { events } of store.follow({ after, streamPrefixes: [ORDER_STREAMS], signal }))
      await Promise.all(
        events
          .filter(({ type }) => type === 'OrderCompleted')
          .map(async ({ stream }) => {
            await releaseOrder(payment, orderIdOf(stream));
            if (--this.awaited === 0) this.allReleased();
          }),
      );
  }
}
