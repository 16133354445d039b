import { setTimeout as delay } from 'node:timers/promises';
import { DurableStore } from '../durable-store.js';
import { Lanes } from '../lanes.js';
import { type Answer, isAway, isTurnedAway, ordersApiClient } from '../orders-api-client.js';
import { type Simulator, serve, simulatorApp } from '../simulator-process.js';
import { type Parcel, Parcels, parcelSchema } from './parcels.js';

export interface CarrierConfig {
  /** 0: a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly ordersApiUrl: string;
  readonly token: string;
  readonly deliveryDelayMs: number;
  /** How many deliveries it reports at once. */
  readonly concurrency: number;
}

const TICK_MS = 50;
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
/** The order does not bear a delivery now; that may change, but not within moments. */
const REFUSED_MS = 5000;

/** The simulated carrier: takes parcels in, delivers each after a while, and reports until it is heard. */
export const startCarrier = async (config: CarrierConfig): Promise<Simulator> => {
  const store = new DurableStore(config.dataDir);
  const parcels = new Parcels(store);
  const stopping = new AbortController();
  const { signal } = stopping;
  const call = ordersApiClient({ url: config.ordersApiUrl, token: config.token, signal });
  const lanes = new Lanes(config.concurrency, signal);

  const report = async (parcel: Parcel): Promise<void> => {
    // The time of the delivery, not of this report: it is the same however often it is told.
    const update = { status: 'delivered', at: new Date(parcel.deliverAt).toISOString() };
    const answer = await call('POST', `/v1/orders/${parcel.orderId}/delivery-updates`, update);
    if (answer.status === 200 || saysDelivered(answer)) return parcels.keep({ ...parcel, delivered: true });
    if (isAway(answer) || isTurnedAway(answer))
      return void (await delay(Math.min(answer.retryAfterMs ?? PAUSE_MS, LONGEST_PAUSE_MS), undefined, { signal }));
    lanes.rest(parcel.orderId, REFUSED_MS);
  };

  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      for (const parcel of parcels.due(Date.now())) lanes.add(parcel.orderId, () => report(parcel));
      await delay(TICK_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  const working = work();
  const app = simulatorApp();
  app.post<{ Body: Pick<Parcel, 'orderId' | 'trackingNumber'> }>(
    '/parcels',
    { schema: { body: parcelSchema } },
    async ({ body: { orderId, trackingNumber } }, reply) => {
      const deliverAt = Date.now() + config.deliveryDelayMs;
      const { value: parcel, isNew } = await parcels.takeIn({ orderId, trackingNumber, deliverAt, delivered: false });
      if (parcel.trackingNumber !== trackingNumber)
        return reply.code(409).send({ error: `order ${orderId} is parcel ${parcel.trackingNumber}` });
      return reply.code(isNew ? 201 : 200).send(parcel);
    },
  );
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

/** A refusal that says the order is delivered already is as good as a yes. */
const saysDelivered = ({ status, body }: Answer): boolean =>
  status === 422 && /\b(already|is) delivered\b/i.test(`${String(body['detail'])} ${String(body['title'])}`);
