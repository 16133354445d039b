import { type DomainEvent } from '#event-sourcing';
import { type Item } from './placement.js';

export type Shipped = DomainEvent<
  'Shipped',
  { readonly trackingNumber: string; readonly items: readonly Item[]; readonly shippedAt: string }
>;
/** The parcel waits to be fetched: at its relay point (T25), or at the post office after nobody was at home (T24). */
export type AvailableForPickUp = DomainEvent<
  'AvailableForPickUp',
  {
    readonly place: 'relay-point' | 'post-office';
    /** The last day it waits there; a post office has terms of its own. */
    readonly pickUpBefore?: string;
    readonly availableAt: string;
    readonly reportedAt: string;
  }
>;
export type Delivered = DomainEvent<'Delivered', { readonly deliveredAt: string; readonly reportedAt: string }>;
/** Nobody fetched the parcel in time, or nobody took it: it goes back (T25). */
export type NotCollected = DomainEvent<
  'NotCollected',
  { readonly reason: 'pick-up-period-over' | 'returned-by-carrier'; readonly endedAt: string }
>;
/** The parcel is back at the warehouse: what was paid goes back (T29). */
export type ReturnReceived = DomainEvent<
  'ReturnReceived',
  { readonly receivedAt: string; readonly reportedAt: string }
>;

export type ShipmentEvent = Shipped | AvailableForPickUp | Delivered | NotCollected | ReturnReceived;
