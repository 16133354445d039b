import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient, NO_STREAM, jsonEvent } from '@eventstore/db-client';
import { type EventStore, type EventToAppend } from '#event-sourcing';
import { type EventStoreDbOptions, connectEventStore } from '#eventstoredb';
import { type EmbeddedEventStore, startEmbeddedEventStore } from '../../infra/embedded-eventstoredb/index.js';
import { Relay } from './relay.js';

/** An embedded server of its own, relays and stores on it, and the bare client; all ended by `close`. */
export class EventStoreUnderFault {
  private readonly toEnd: (() => void | Promise<void>)[] = [];

  private constructor(
    private readonly dataDir: string,
    private server: EmbeddedEventStore,
  ) {}

  static async start(): Promise<EventStoreUnderFault> {
    const dataDir = mkdtempSync(join(tmpdir(), 'event-store-faults-'));
    return new EventStoreUnderFault(dataDir, await startEmbeddedEventStore({ dataDir }));
  }

  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return this.server.port;
  }

  async relay(): Promise<Relay> {
    const relay = await Relay.start(this.port);
    this.toEnd.push(() => relay.stop());
    return relay;
  }

  store(url: string, options: Omit<EventStoreDbOptions, 'url'> = {}): EventStore {
    const store = connectEventStore({ url, ...options });
    this.toEnd.unshift(() => store.close());
    return store;
  }

  bareClient(url: string): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(url);
    this.toEnd.unshift(() => client.dispose());
    return client;
  }

  async stopServer(): Promise<void> {
    await this.server.stop();
  }

  async startServer(): Promise<void> {
    this.server = await startEmbeddedEventStore({ dataDir: this.dataDir, port: this.port });
  }

  async close(): Promise<void> {
    for (const end of this.toEnd) await end();
    await this.server.stop();
    rmSync(this.dataDir, { recursive: true });
  }
}

export const event = (type = 'Happened', data: object = {}): EventToAppend => ({
  id: randomUUID(),
  type,
  data,
  metadata: {
    $correlationId: 'c',
    $causationId: 'c',
    commandId: randomUUID(),
    issuedBy: 'faults',
    schemaVersion: 1,
    link: 'l',
  },
});

export const newStream = (prefix = 'fault') => `${prefix}-${randomUUID()}`;

export const bareAppend = (client: EventStoreDBClient, stream = newStream()) =>
  client.appendToStream(stream, jsonEvent({ type: 'Happened', data: {} }), { expectedRevision: NO_STREAM });

/** Runs the bare client in a process of its own, since the fault shown may end it. */
export const runBareClient = (fault: string, port: number): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const script = fileURLToPath(new URL(`./${fault}.bare-client.mjs`, import.meta.url));
    const child = spawn(process.execPath, [script, String(port)]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += String(text)));
    child.on('close', (code) => resolve({ code, output }));
  });

/** Resolves when the condition holds. @throws where it does not come to hold, long before a test's own time is up. */
export const until = async (holds: () => boolean): Promise<void> => {
  for (const giveUpAt = Date.now() + 20_000; !holds();) {
    if (Date.now() > giveUpAt) throw new Error(`never came to hold: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** What a promise has come to within a time that is long for this machine. */
export const stateAfter = (ms: number, promise: Promise<unknown>): Promise<'done' | 'failed' | 'pending'> => {
  let timer: NodeJS.Timeout;
  const pending = new Promise<'pending'>((resolve) => (timer = setTimeout(() => resolve('pending'), ms)));
  const settled = promise.then(
    () => 'done' as const,
    () => 'failed' as const,
  );
  return Promise.race([settled, pending]).finally(() => clearTimeout(timer));
};
