import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { type EventStore, InMemoryEventStore } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { type EmbeddedEventStore, startEmbeddedEventStore } from '../../infra/embedded-eventstoredb/index.js';
import { eventStoreContract } from './event-store.contract.js';
import { event, newStream } from './events.js';

const inMemory = new InMemoryEventStore();
eventStoreContract('The in-memory double', () => inMemory);

describe('The real client', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'event-store-contract-'));
  let server: EmbeddedEventStore;
  let store: EventStore;
  beforeAll(async () => {
    server = await startEmbeddedEventStore({ dataDir });
    store = connectEventStore({ url: server.url });
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
    rmSync(dataDir, { recursive: true });
  });
  eventStoreContract('EventStoreDB', () => store);

  it('shows nothing of the streams the server keeps for itself', async () => {
    const client = EventStoreDBClient.connectionString(server.url);
    const [before, after] = [newStream(), newStream()];
    const { position } = await store.append(before, 'no-stream', [event()]);
    await client.setStreamMetadata(before, { maxCount: 5 });
    await client.dispose();
    await store.append(after, 'no-stream', [event()]);
    const streams: string[] = [];
    for await (const { events, live } of store.follow({ after: position })) {
      streams.push(...events.map(({ stream }) => stream));
      if (live) break;
    }
    for await (const { events } of store.readAll({ after: position }))
      streams.push(...events.map(({ stream }) => stream));
    expect(streams).toEqual([after, after]);
  });
});
