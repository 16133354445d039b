import { Unavailable } from '#event-sourcing';
import { Connection } from './connection.js';
import { type Logger } from './logger.js';

/** While a server is away every try fails a connection; no more than these wait for their end. */
const MAX_RETIRED = 4;

/**
 * Holds a connection and puts a new one in its place when it failed: a client caches a failed discovery for ever. The
 * failed one is closed when all that was asked of it has had its time, so that one late answer does not end the rest.
 */
export class ConnectionSlot {
  private current: Connection | undefined;
  private readonly retired = new Map<Connection, NodeJS.Timeout>();
  private closed = false;

  constructor(
    private readonly options: { readonly url: string; readonly deadlineMs: number; readonly logger?: Logger },
  ) {}

  get isClosed(): boolean {
    return this.closed;
  }

  /** @throws Unavailable once closed. */
  get connection(): Connection {
    if (this.closed) throw new Unavailable('event store', 'it was closed');
    return (this.current ??= new Connection(this.options.url));
  }

  /** Does nothing if that was done already. */
  replace(failed: Connection, error: Error): void {
    if (this.current !== failed) return;
    this.current = undefined;
    this.options.logger?.warn({ err: error }, 'event store: connecting anew');
    this.retired.set(failed, setTimeout(() => this.closeRetired(failed), this.options.deadlineMs).unref());
    const [oldest] = this.retired.keys();
    if (oldest && this.retired.size > MAX_RETIRED) this.closeRetired(oldest);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.retired.values()) clearTimeout(timer);
    const open = [...this.retired.keys(), ...(this.current ? [this.current] : [])];
    this.retired.clear();
    this.current = undefined;
    await Promise.all(open.map((connection) => connection.close()));
  }

  private closeRetired(connection: Connection): void {
    clearTimeout(this.retired.get(connection));
    this.retired.delete(connection);
    void connection.close();
  }
}
