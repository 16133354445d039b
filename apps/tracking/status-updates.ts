import { Readable } from 'node:stream';
import { Unavailable } from '#event-sourcing';
import { TooMany } from '#http-api';
import { type Found } from '#order-tracking';
import { type ViewChanges } from '#redis';

export interface StatusUpdatesOptions {
  readonly changes: Pick<ViewChanges, 'watch'>;
  /** How many one customer may have open at once in this process. */
  readonly streamsPerCustomer: number;
  readonly heartbeatMs?: number;
  /** What a reader may leave unread, in bytes, before it is cut off. */
  readonly mostUnreadBytes?: number;
  /** After so long a stream ends; the browser comes back, and its right to look is checked anew. */
  readonly longestMs?: number;
}

export interface Watched {
  readonly orderNumber: string;
  /** Whose streams are counted together. */
  readonly customer: string;
  /** The revision the reader has seen last (`Last-Event-ID`). */
  readonly seen?: number | undefined;
  /** The order as it stands. @throws what the reader is to be told instead of a stream */
  readonly read: () => Promise<Found>;
}

const HEARTBEAT_MS = 15_000;
const MOST_UNREAD_BYTES = 1024 * 1024;
const LONGEST_MS = 15 * 60_000;
const COME_BACK_AFTER = 'retry: 2000\n\n';
const HEARTBEAT = ':\n\n';

/** Live updates of orders (server-sent events): each is a stream of what the order is, whenever it is another. */
export class StatusUpdates {
  private readonly streams = new Map<string, Set<Readable>>();
  private readonly heartbeat: NodeJS.Timeout;
  private readonly ended = new WeakSet<Readable>();
  private isClosed = false;

  constructor(private readonly options: StatusUpdatesOptions) {
    this.heartbeat = setInterval(() => this.each((stream) => this.push(stream, HEARTBEAT)), this.heartbeatMs).unref();
  }

  /**
   * The present state at once, unless it was seen already, then every new one.
   *
   * @throws TooMany where the customer has as many streams as one may have
   * @throws Unavailable while the app stops
   */
  async open({ orderNumber, customer, seen = -1, read }: Watched): Promise<Readable> {
    if (this.isClosed) throw new Unavailable('tracking app', 'it is being stopped');
    const stream = this.enter(customer);
    let shown = seen;
    const show = ({ order, revision }: Found) => {
      if (revision <= shown || stream.destroyed) return;
      shown = revision;
      this.push(stream, `event: status\nid: ${revision}\ndata: ${JSON.stringify(order)}\n\n`);
    };
    // Watched before it is first read, so that nothing falls between.
    const unwatch = this.options.changes.watch(
      orderNumber,
      oneAtATime(async () => show(await read())),
    );
    const timer = setTimeout(() => this.end(stream), this.options.longestMs ?? LONGEST_MS).unref();
    stream.once('close', () => {
      unwatch();
      clearTimeout(timer);
    });
    try {
      const present = await read();
      this.push(stream, COME_BACK_AFTER);
      show(present);
      return stream;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  /** Ends every stream, and opens no other: the app is being stopped. */
  close(): void {
    this.isClosed = true;
    clearInterval(this.heartbeat);
    this.each((stream) => this.end(stream));
  }

  private get heartbeatMs(): number {
    return this.options.heartbeatMs ?? HEARTBEAT_MS;
  }

  private enter(customer: string): Readable {
    const streams = this.streams.get(customer) ?? new Set();
    if (streams.size >= this.options.streamsPerCustomer)
      throw new TooMany(`at most ${this.options.streamsPerCustomer} live updates at once`, 30);
    const stream = new Readable({ read: () => undefined });
    this.streams.set(customer, streams.add(stream));
    stream.once('close', () => {
      streams.delete(stream);
      if (streams.size === 0) this.streams.delete(customer);
    });
    return stream;
  }

  private push(stream: Readable, text: string): void {
    if (stream.destroyed || this.ended.has(stream)) return;
    stream.push(text);
    if (stream.readableLength > (this.options.mostUnreadBytes ?? MOST_UNREAD_BYTES)) stream.destroy();
  }

  private end(stream: Readable): void {
    if (this.ended.has(stream)) return;
    this.ended.add(stream);
    stream.push(null);
  }

  private each(act: (stream: Readable) => void): void {
    for (const streams of [...this.streams.values()]) for (const stream of [...streams]) act(stream);
  }
}

/** Runs `act`, and once more if it was asked for meanwhile. What it throws is dropped: another change will come. */
const oneAtATime = (act: () => Promise<void>): (() => void) => {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await act().catch(() => undefined);
    } while (again);
    running = undefined;
  };
  return () => {
    if (running) again = true;
    else running = run();
  };
};
