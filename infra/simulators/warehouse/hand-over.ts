import { type Parcel, type Parcels } from './parcels.js';

const DEADLINE_MS = 10_000;

interface HandingOver {
  readonly carrierUrl: string;
  readonly parcels: Parcels;
  readonly signal: AbortSignal;
}

/** Hands a parcel to the carrier, who takes one in however often it is offered; not accepted, it is offered again. */
export const handingOver =
  ({ carrierUrl, parcels, signal }: HandingOver) =>
  async (parcel: Parcel): Promise<void> => {
    const { orderId, trackingNumber } = parcel;
    const isAccepted = await fetch(`${carrierUrl}/parcels`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ orderId, trackingNumber }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    if (isAccepted) await parcels.keep({ ...parcel, state: 'handed-over' });
  };
