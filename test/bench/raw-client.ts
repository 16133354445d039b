import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, NO_STREAM, jsonEvent } from '@eventstore/db-client';
import { type RecordedEvent } from '#event-sourcing';

/** The client's own `appendToStream`, and nothing around it: what everything else is measured by. */
export class RawClient {
  readonly client: EventStoreDBClient;

  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  /** Appends the bytes of these events to a new stream, one event an append, each at the revision before. */
  async appendAgain(events: readonly RecordedEvent[]): Promise<void> {
    const stream = `again-${randomUUID()}`;
    for (const [index, { type, data, metadata }] of events.entries()) {
      const event = jsonEvent({ id: randomUUID(), type, data: data as never, metadata });
      const expectedRevision = index === 0 ? NO_STREAM : BigInt(index - 1);
      await this.client.appendToStream(stream, event, { expectedRevision });
    }
  }

  close(): Promise<void> {
    return this.client.dispose();
  }
}
