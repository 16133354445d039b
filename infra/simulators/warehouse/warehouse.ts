import { setTimeout as delay } from 'node:timers/promises';
import Fastify from 'fastify';
import { DurableStore } from '../durable-store.js';
import { Lanes } from '../lanes.js';
import { isAway, ordersApiClient } from '../orders-api-client.js';
import { type Simulator, serve } from '../simulator-process.js';

export interface WarehouseConfig {
  readonly port: number;
  readonly dataDir: string;
  readonly ordersApiUrl: string;
  readonly token: string;
  readonly carrierUrl: string;
  /** Sees to orders of customers whose id starts with this, and to no others. */
  readonly customerPrefix: string;
  readonly pollMs: number;
  readonly concurrency: number;
}

interface Parcel {
  readonly orderId: string;
  readonly trackingNumber: string;
  readonly state: 'packed' | 'shipped' | 'handed-over';
}

interface Preparation {
  readonly orderId: string;
  readonly customerId: string;
}

/**
 * The simulated warehouse: packs what is released, asks to ship it, and hands to the carrier what may leave. A parcel's
 * number is on disk before it is told to anybody, so that it is the same however often the warehouse dies.
 */
export const startWarehouse = async (config: WarehouseConfig): Promise<Simulator> => {
  const store = new DurableStore(config.dataDir);
  const parcels = store.map<Parcel>('parcels');
  const call = ordersApiClient({ url: config.ordersApiUrl, token: config.token });
  const lanes = new Lanes(config.concurrency);
  const stopping = new AbortController();
  const { signal } = stopping;

  const pack = async (orderId: string): Promise<Parcel> => {
    const known = parcels.get(orderId);
    if (known) return known;
    const parcel: Parcel = {
      orderId,
      trackingNumber: `6A${orderId.replaceAll('-', '').slice(0, 20).toUpperCase()}`,
      state: 'packed',
    };
    await parcels.put(orderId, parcel);
    return parcel;
  };

  const seeTo = async (orderId: string): Promise<void> => {
    let parcel = await pack(orderId);
    if (parcel.state === 'packed') {
      const { trackingNumber } = parcel;
      const answer = await call('POST', `/v1/orders/${orderId}/shipment`, { trackingNumber });
      if (isAway(answer)) await delay(500, undefined, { signal });
      if (answer.status !== 200) return;
      parcel = { ...parcel, state: 'shipped' };
      await parcels.put(orderId, parcel);
    }
    if (parcel.state === 'shipped') await handOver(parcel);
  };

  const handOver = async (parcel: Parcel): Promise<void> => {
    const { orderId, trackingNumber } = parcel;
    const body = JSON.stringify({ orderId, trackingNumber });
    const headers = { 'content-type': 'application/json' };
    const accepted = await fetch(`${config.carrierUrl}/parcels`, { method: 'POST', headers, body }).catch(
      () => undefined,
    );
    if (accepted?.ok) await parcels.put(orderId, { ...parcel, state: 'handed-over' });
  };

  const poll = async (): Promise<void> => {
    for (const { value } of parcels.getRange())
      if (value.state === 'shipped') lanes.add(value.orderId, () => seeTo(value.orderId));
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const { status, body } = await call(
        'GET',
        `/v1/preparations?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      if (status !== 200) return;
      for (const { orderId, customerId } of body['items'] as Preparation[])
        if (customerId.startsWith(config.customerPrefix) && parcels.get(orderId)?.state !== 'handed-over')
          lanes.add(orderId, () => seeTo(orderId));
      cursor = body['nextCursor'] as string | undefined;
    }
  };

  const polling = (async () => {
    while (!signal.aborted) {
      await poll();
      await delay(config.pollMs, undefined, { signal }).catch(() => undefined);
    }
  })();

  const app = Fastify();
  app.get('/parcels', (_, reply) => reply.send({ items: [...parcels.getRange()].map(({ value }) => value) }));
  return serve(app, config.port, async () => {
    stopping.abort();
    await polling;
    await store.close();
  });
};
