import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDemo } from '../../infra/demo/demo.js';
import { readOrdersFile } from '../../infra/demo/orders-file.js';
import { isWhole } from '../../infra/demo/table.js';
import { startEmbeddedEventStore } from '../../infra/embedded-eventstoredb/index.js';
import { type RunningSystem, runSystem } from './running-system.js';

const SAMPLE = new URL('../../infra/demo/sample-orders.csv', import.meta.url).pathname;

describe('A system on an event store that EVENTSTORE_URL names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'complet-other-store-'));
  let server: Awaited<ReturnType<typeof startEmbeddedEventStore>>;
  let shop: RunningSystem;
  beforeAll(async () => {
    server = await startEmbeddedEventStore({ dataDir: folder });
    shop = await runSystem({ EVENTSTORE_URL: server.url });
  }, 60_000);
  afterAll(async () => {
    await shop.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  it('starts no event store of its own, and carries real orders through', async () => {
    expect(shop.system.pids).not.toHaveProperty('embedded-eventstoredb');
    const file = await readOrdersFile(SAMPLE);
    const system = { dataDir: shop.dataDir, urls: shop.system.urls as never, tokenFor: shop.system.tokenFor };
    const result = await runDemo(system, file, { progress: () => undefined });
    expect(result).toMatchObject({ orders: file.invoices.length, partialShipments: 0, doubleDebits: 0, findings: [] });
    expect(isWhole(result)).toBe(true);
  }, 120_000);
});
