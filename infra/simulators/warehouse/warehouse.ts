import { setTimeout as delay } from 'node:timers/promises';
import { DurableStore } from '../durable-store.js';
import { Lanes } from '../lanes.js';
import { ordersApiClient } from '../orders-api-client.js';
import { type Simulator, serve, simulatorApp } from '../simulator-process.js';
import { handingOver } from './hand-over.js';
import { Parcels } from './parcels.js';
import { shipping } from './shipping.js';

export interface WarehouseConfig {
  /** 0: a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly ordersApiUrl: string;
  readonly token: string;
  readonly carrierUrl: string;
  /** Sees to orders of customers whose id starts with this, and to no others. */
  readonly customerPrefix: string;
  readonly pollMs: number;
  /** How many orders it sees to at once. */
  readonly concurrency: number;
}

interface Preparation {
  readonly orderId: string;
  readonly customerId: string;
}

/** A parcel that must not leave is not asked about again at once: the list lags behind the refusal. */
const ASIDE_MS = 1000;

/** The simulated warehouse: packs what is released, asks to ship it, and hands to the carrier what may leave. */
export const startWarehouse = async (config: WarehouseConfig): Promise<Simulator> => {
  const store = new DurableStore(config.dataDir);
  const parcels = new Parcels(store);
  const stopping = new AbortController();
  const { signal } = stopping;
  const call = ordersApiClient({ url: config.ordersApiUrl, token: config.token, signal });
  const askToShip = shipping({ call, parcels, signal });
  const handOver = handingOver({ carrierUrl: config.carrierUrl, parcels, signal });
  const lanes = new Lanes(config.concurrency, signal);

  const seeTo = async (orderId: string): Promise<void> => {
    const packed = await parcels.pack(orderId);
    const asked = packed.state === 'packed' ? await askToShip(packed) : packed;
    if (asked.state === 'kept-aside') lanes.rest(orderId, ASIDE_MS);
    if (asked.state === 'shipped') await handOver(asked);
  };

  const poll = async (): Promise<void> => {
    // Asked for without an answer, or shipped and still here: these are listed as preparations no more.
    for (const orderId of parcels.open) lanes.add(orderId, () => seeTo(orderId));
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      if (lanes.backlog >= 10 * config.concurrency) return;
      const page = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await call('GET', `/v1/preparations?limit=100${page}`);
      if (status !== 200) return;
      for (const { orderId, customerId } of body['items'] as readonly Preparation[])
        if (customerId.startsWith(config.customerPrefix) && !parcels.hasLeft(orderId))
          lanes.add(orderId, () => seeTo(orderId));
      cursor = body['nextCursor'] as string | undefined;
    }
  };

  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      await poll().catch((error: unknown) => console.error('preparations:', error));
      await delay(config.pollMs, undefined, { signal }).catch(() => undefined);
    }
  };

  const working = work();
  const app = simulatorApp();
  app.get('/parcels', () => ({ items: parcels.list() }));
  return serve(app, config.port, {
    halt: () => stopping.abort(),
    close: async () => {
      await working;
      await lanes.ended();
      await store.close();
    },
  });
};
