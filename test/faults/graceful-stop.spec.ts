import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Audit } from '#audit';
import { developmentKey, issueToken } from '#access';
import { connectEventStore } from '#eventstoredb';
import { type RunningSystem, customer, eventually, order, product, runSystem } from '../e2e/running-system.js';

const CALLERS = 4;
/** What an app may take to end what it has begun. */
const STOPS_WITHIN_MS = 10_000;

/**
 * Nobody listens, nobody takes any more, or a connection that lay idle was closed: none of these is begun (the last test), so
 * the caller may ask again.
 */
const REFUSED = ['ECONNREFUSED', '503', 'ECONNRESET'];

interface Answer {
  readonly status: number;
  readonly orderId?: string;
}

describe('An app that is told to stop under load', () => {
  let shop: RunningSystem;
  let token: string;
  const placed: string[] = [];
  const body = JSON.stringify(order([{ sku: 'there', quantity: 1 }]));
  const agent = new Agent({ keepAlive: true });

  /** @throws with the code of what cut the connection; a request that no connection took rejects with ECONNREFUSED */
  const place = (): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      request(`${shop.system.urls['orders-api']}/v1/orders`, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          const { orderId } = (response.statusCode === 201 ? JSON.parse(text) : {}) as { orderId?: string };
          resolve({ status: response.statusCode ?? 0, ...(orderId !== undefined && { orderId }) });
        });
      })
        .on('error', (error) => reject(error))
        .end(body);
    });
  const pidOf = (name: string) => Number(readFileSync(join(shop.dataDir, 'run', `${name}.pid`), 'utf8'));
  const isThere = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  /** Keeps placing orders until told to stop. @returns what went wrong, by code */
  const load = (signal: AbortSignal): Promise<string[]> => {
    const failures: string[] = [];
    const caller = async () => {
      while (!signal.aborted) {
        try {
          const { status, orderId } = await place();
          if (orderId !== undefined) placed.push(orderId);
          else failures.push(String(status));
        } catch (error) {
          failures.push((error as NodeJS.ErrnoException).code ?? String(error));
          await delay(50);
        }
      }
    };
    return Promise.all(Array.from({ length: CALLERS }, caller)).then(() => failures);
  };

  beforeAll(async () => {
    shop = await runSystem();
    token = await issueToken(await developmentKey(shop.dataDir), { role: 'shop-front' });
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    await shop.call('catalog', 'PUT', '/v1/products/there', product());
    const receipt = { receiptId: 'r', sku: 'there', quantity: 10_000 };
    expect((await shop.call('warehouse', 'POST', '/v1/stock-receipts', receipt)).status).toBe(201);
  }, 60_000);
  afterAll(async () => {
    agent.destroy();
    await shop.end();
  }, 30_000);

  it.each(['orders-api', 'projector', 'worker', 'tracking', 'desk'])(
    '%s: answers what it has begun and ends within 10 s',
    async (name) => {
      const stopping = new AbortController();
      const loading = load(stopping.signal);
      await delay(500);
      const pid = pidOf(name);
      const toldAt = performance.now();
      shop.system.kill(name, 'SIGTERM');
      await eventually(
        () => Promise.resolve(isThere(pid)),
        (there) => !there,
        STOPS_WITHIN_MS,
      );
      expect(performance.now() - toldAt).toBeLessThan(STOPS_WITHIN_MS);
      await shop.system.ready(name);
      await delay(300);
      stopping.abort();
      const failures = new Set(await loading);
      for (const code of REFUSED) failures.delete(code);
      expect([...failures]).toEqual([]);
    },
    60_000,
  );

  it('has lost nothing: the log has every order that was answered for, and no other, and each goes on', async () => {
    expect(placed.length).toBeGreaterThan(100);
    const store = connectEventStore({ url: shop.system.urls.eventstore });
    try {
      const audit = new Audit();
      const orders = new Set<string>();
      for await (const page of store.readAll()) {
        audit.take(page);
        for (const { stream, type } of page.events)
          if (type === 'OrderPlaced') orders.add(stream.replace('order-', ''));
      }
      expect(audit.findings()).toEqual([]);
      expect([...orders].sort()).toEqual([...placed].sort());
    } finally {
      await store.close();
    }
    for (const orderId of [placed[0]!, placed.at(-1)!])
      await eventually(
        () => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`),
        (reply) => reply.body?.status === 'in-preparation',
        90_000,
      );
  }, 200_000);
});
