import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, InMemoryEventStore } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { type EmbeddedEventStore, startEmbeddedEventStore } from '../../infra/embedded-eventstoredb/index.js';
import { eventStoreContract } from './event-store.contract.js';

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
});
