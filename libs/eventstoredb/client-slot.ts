import { EventStoreDBClient } from '@eventstore/db-client';

/**
 * Holds one client and replaces it when it failed: the client caches a failed discovery for ever, and a broken channel
 * may keep rejecting (architecture.md). Appends and reads have a slot each, so that the batch-append stream, whose
 * pending answers the client keeps in one map for the whole process, belongs to one client at a time: once its stream
 * breaks, no late answer can come for an append that was already rejected.
 */
export class ClientSlot {
  private current: EventStoreDBClient | undefined;
  private closed = false;

  constructor(private readonly url: string) {}

  get client(): EventStoreDBClient {
    if (this.closed) throw new Error('the event store was closed');
    return (this.current ??= EventStoreDBClient.connectionString(this.url));
  }

  /** Puts a new client in the place of one that failed, unless that was done already. */
  replace(failed: EventStoreDBClient): void {
    if (this.current !== failed) return;
    this.current = undefined;
    void failed.dispose().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closed = true;
    const client = this.current;
    this.current = undefined;
    await client?.dispose().catch(() => undefined);
  }
}
