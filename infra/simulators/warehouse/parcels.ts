import { randomBytes } from 'node:crypto';
import { type DurableMap, type DurableStore } from '../durable-store.js';

export interface Parcel {
  readonly orderId: string;
  readonly trackingNumber: string;
  readonly state: 'packed' | 'kept-aside' | 'shipped' | 'handed-over';
  /** How often it was refused to leave, and the code of the last refusal. */
  readonly refusals: number;
  readonly refusedFor?: string;
}

/**
 * The parcels of the warehouse. A parcel's number is on disk before it is told to anybody, so that it is the same however
 * often the warehouse dies.
 */
export class Parcels {
  private readonly byOrder: DurableMap<Parcel>;
  private readonly unfinished = new Set<string>();

  constructor(store: DurableStore) {
    this.byOrder = store.map('parcels');
    for (const parcel of this.byOrder.values()) this.note(parcel);
  }

  /** The orders of parcels that the warehouse must see to, whether they are listed as preparations or not. */
  get open(): ReadonlySet<string> {
    return this.unfinished;
  }

  hasLeft(orderId: string): boolean {
    return this.byOrder.get(orderId)?.state === 'handed-over';
  }

  /** The parcel of an order, with the number it was given first; one kept aside is taken up again. */
  async pack(orderId: string): Promise<Parcel> {
    const known = this.byOrder.get(orderId);
    if (!known) return this.keep({ orderId, trackingNumber: newTrackingNumber(), state: 'packed', refusals: 0 });
    return known.state === 'kept-aside' ? this.keep({ ...known, state: 'packed' }) : known;
  }

  /** Resolves when it is on disk. */
  async keep(parcel: Parcel): Promise<Parcel> {
    await this.byOrder.put(parcel.orderId, parcel);
    this.note(parcel);
    return parcel;
  }

  list(): Parcel[] {
    return [...this.byOrder.values()];
  }

  private note({ orderId, state }: Parcel): void {
    if (state === 'packed' || state === 'shipped') this.unfinished.add(orderId);
    else this.unfinished.delete(orderId);
  }
}

const newTrackingNumber = (): string => `6A${randomBytes(10).toString('hex').toUpperCase()}`;
