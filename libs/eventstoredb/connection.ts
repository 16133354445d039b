import { type Channel } from '@grpc/grpc-js';
import { EventStoreDBClient } from '@eventstore/db-client';
import { BatchLane } from './batch-lane.js';
import { internalsOf } from './client-internals.js';

/** One client: its channel, its discovery, and the lane its appends go by. */
export class Connection {
  readonly client: EventStoreDBClient;
  private currentLane: BatchLane | undefined;
  private closed = false;
  private channel: Promise<Channel> | undefined;

  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(url);
    const internals = internalsOf(this.client);
    const open = internals.getChannel;
    internals.getChannel = () => (this.channel = open());
  }

  get lane(): BatchLane {
    if (!this.currentLane || this.currentLane.isBroken) this.currentLane = new BatchLane(this.client);
    return this.currentLane;
  }

  /** True once `close` was called: what was under way ends early then, and looks complete. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** Ends every call and closes the channel, which the client's own `dispose` leaves open. */
  async close(): Promise<void> {
    this.closed = true;
    await this.client.dispose().catch(() => undefined);
    this.channel?.then((channel) => channel.close()).catch(() => undefined);
  }
}
