import { randomUUID } from 'node:crypto';
import { type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { type LogStore } from './log-store.js';
import { message, number } from './wire.js';

/** After a deletion the file is scavenged by itself, this much later: a burst of deletions makes one scavenge. */
const SOON_MS = 5_000;

/** Removes deleted and expired events from the disk: when asked to, and some time after each deletion. */
export class Scavenging {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly store: LogStore) {
    // A deletion whose scavenge did not come to pass before the last stop.
    this.soon();
  }

  readonly soon = (): void => {
    this.timer ??= setTimeout(() => void this.run(false), SOON_MS).unref();
  };

  /** Operations.StartScavenge: answers once the events are gone. */
  readonly start = (_: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void => {
    void this.run(true).then(() => answer(null, Buffer.concat([message(1, randomUUID()), number(2, 1)])));
  };

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
  }

  private run(everything: boolean): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running = this.running.then(() => this.store.scavenge({ everything }));
    return this.running;
  }
}
