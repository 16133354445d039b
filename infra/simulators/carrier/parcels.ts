import { type DurableMap, type DurableStore } from '../durable-store.js';

export interface Parcel {
  readonly orderId: string;
  readonly trackingNumber: string;
  /** Milliseconds since the epoch. */
  readonly deliverAt: number;
  /** And heard: the orders API knows. */
  readonly delivered: boolean;
}

const identifier = { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' } as const;
export const parcelSchema = {
  type: 'object',
  required: ['orderId', 'trackingNumber'],
  properties: { orderId: identifier, trackingNumber: identifier },
} as const;

/** The parcels of the carrier, one an order. */
export class Parcels {
  private readonly byOrder: DurableMap<Parcel>;
  private readonly onTheWay = new Map<string, Parcel>();

  constructor(store: DurableStore) {
    this.byOrder = store.map('parcels');
    for (const parcel of this.byOrder.values()) this.note(parcel);
  }

  /** Takes a parcel in, once an order. Resolves when the one that was taken in is on disk. */
  async takeIn(parcel: Parcel): Promise<{ readonly value: Parcel; readonly isNew: boolean }> {
    const taken = await this.byOrder.add(parcel.orderId, parcel);
    if (taken.isNew) this.note(parcel);
    return taken;
  }

  /** Resolves when it is on disk. */
  async keep(parcel: Parcel): Promise<void> {
    await this.byOrder.put(parcel.orderId, parcel);
    this.note(parcel);
  }

  /** Parcels that are delivered by now, and whose delivery nobody heard of yet. */
  due(nowMs: number): Parcel[] {
    return [...this.onTheWay.values()].filter(({ deliverAt }) => deliverAt <= nowMs);
  }

  list(): Parcel[] {
    return [...this.byOrder.values()];
  }

  private note(parcel: Parcel): void {
    if (parcel.delivered) this.onTheWay.delete(parcel.orderId);
    else this.onTheWay.set(parcel.orderId, parcel);
  }
}
