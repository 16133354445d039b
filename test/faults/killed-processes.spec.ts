import { runDemo } from '../../infra/demo/demo.js';
import { readOrdersFile } from '../../infra/demo/orders-file.js';
import { isWhole } from '../../infra/demo/table.js';
import { type RunningSystem, runSystem } from '../e2e/running-system.js';

const SAMPLE = new URL('../../infra/demo/sample-orders.csv', import.meta.url).pathname;

describe('Real orders, while each process in turn is killed and Redis is flushed', () => {
  let shop: RunningSystem;
  beforeAll(async () => {
    shop = await runSystem();
  }, 60_000);
  afterAll(() => shop.end(), 30_000);

  it('all ship whole and are debited once, to the cent', async () => {
    const file = await readOrdersFile(SAMPLE);
    const system = { dataDir: shop.dataDir, urls: shop.system.urls as never, tokenFor: shop.system.tokenFor };
    const result = await runDemo(system, file, { havoc: { rounds: 1, pauseMs: 700 }, progress: () => undefined });
    expect(result.findings).toEqual([]);
    expect(Object.keys(result.chaos!.kills).length).toBeGreaterThan(2);
    expect(isWhole(result)).toBe(true);
  }, 240_000);
});
