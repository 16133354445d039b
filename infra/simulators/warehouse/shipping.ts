import { setTimeout as delay } from 'node:timers/promises';
import { type OrdersApi, isAway, isTurnedAway } from '../orders-api-client.js';
import { type Parcel, type Parcels } from './parcels.js';

const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

interface Shipping {
  readonly call: OrdersApi;
  readonly parcels: Parcels;
  readonly signal: AbortSignal;
}

/**
 * Asks whether a parcel may leave. Without an answer it stays packed, and is asked about again: it may well have been
 * shipped. Refused, it is kept aside until its order is listed again.
 * @returns the parcel as it stands now
 */
export const shipping =
  ({ call, parcels, signal }: Shipping) =>
  async (parcel: Parcel): Promise<Parcel> => {
    const { orderId, trackingNumber, refusals } = parcel;
    // After a refusal it is another request: the order waits with another card now.
    const key = refusals === 0 ? `shipment-${orderId}` : `shipment-${orderId}-${refusals + 1}`;
    const answer = await call('POST', `/v1/orders/${orderId}/shipment`, { trackingNumber }, key);
    if (answer.status === 200) return parcels.keep({ ...parcel, state: 'shipped' });
    if (isAway(answer) || isTurnedAway(answer)) {
      // In its lane: as long as the API is away, no more than `concurrency` ask at a time.
      await delay(Math.min(answer.retryAfterMs ?? PAUSE_MS, LONGEST_PAUSE_MS), undefined, { signal });
      return parcel;
    }
    const refusedFor = typeof answer.body['code'] === 'string' ? answer.body['code'] : String(answer.status);
    return parcels.keep({ ...parcel, state: 'kept-aside', refusals: refusals + 1, refusedFor });
  };
