import { setTimeout as delay } from 'node:timers/promises';
import Fastify, { type FastifyRequest } from 'fastify';
import { DurableStore } from '../durable-store.js';
import { Lanes } from '../lanes.js';
import { ordersApiClient } from '../orders-api-client.js';
import { type Simulator, serve } from '../simulator-process.js';

export interface CarrierConfig {
  readonly port: number;
  readonly dataDir: string;
  readonly ordersApiUrl: string;
  readonly token: string;
  readonly deliveryDelayMs: number;
  readonly concurrency: number;
}

interface Parcel {
  readonly orderId: string;
  readonly trackingNumber: string;
  readonly deliverAt: number;
  readonly delivered: boolean;
}

/** The simulated carrier: takes parcels in, delivers each after a while, and reports until it is heard. */
export const startCarrier = async (config: CarrierConfig): Promise<Simulator> => {
  const store = new DurableStore(config.dataDir);
  const parcels = store.map<Parcel>('parcels');
  const open = new Map<string, Parcel>();
  for (const { key, value } of parcels.getRange()) if (!value.delivered) open.set(key, value);
  const call = ordersApiClient({ url: config.ordersApiUrl, token: config.token });
  const lanes = new Lanes(config.concurrency);
  const stopping = new AbortController();
  const { signal } = stopping;

  const deliver = async (parcel: Parcel): Promise<void> => {
    const at = new Date(parcel.deliverAt).toISOString();
    const { status } = await call('POST', `/v1/orders/${parcel.orderId}/delivery-updates`, { status: 'delivered', at });
    if (status !== 200) return void (await delay(500, undefined, { signal }));
    open.delete(parcel.orderId);
    await parcels.put(parcel.orderId, { ...parcel, delivered: true });
  };

  const delivering = (async () => {
    while (!signal.aborted) {
      const now = Date.now();
      for (const parcel of open.values()) if (parcel.deliverAt <= now) lanes.add(parcel.orderId, () => deliver(parcel));
      await delay(100, undefined, { signal }).catch(() => undefined);
    }
  })();

  const app = Fastify();
  app.post(
    '/parcels',
    async (request: FastifyRequest<{ Body: { orderId: string; trackingNumber: string } }>, reply) => {
      const { orderId, trackingNumber } = request.body;
      const known = parcels.get(orderId);
      if (known) return reply.code(200).send(known);
      const parcel: Parcel = {
        orderId,
        trackingNumber,
        deliverAt: Date.now() + config.deliveryDelayMs,
        delivered: false,
      };
      await parcels.put(orderId, parcel);
      open.set(orderId, parcel);
      return reply.code(201).send(parcel);
    },
  );
  app.get('/parcels', (_, reply) => reply.send({ items: [...parcels.getRange()].map(({ value }) => value) }));
  return serve(app, config.port, async () => {
    stopping.abort();
    await delivering;
    await store.close();
  });
};
