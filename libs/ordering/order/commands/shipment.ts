/** The warehouse hands the whole order over; there are no lines to choose (T11). */
export interface ShipOrder {
  readonly type: 'ShipOrder';
  readonly orderId: string;
  readonly trackingNumber: string;
  readonly now: string;
}

interface CarrierReport {
  readonly orderId: string;
  /** The carrier's time. */
  readonly at: string;
  readonly now: string;
}
/** The parcel waits at its relay point, or at the post office after nobody was at home (T24, T25). */
export interface RecordAvailableForPickUp extends CarrierReport {
  readonly type: 'RecordAvailableForPickUp';
}
export interface RecordDelivery extends CarrierReport {
  readonly type: 'RecordDelivery';
}
/** The parcel is back: the carrier returned it, or the warehouse received what the customer sent back (T25, T29). */
export interface RecordReturn extends CarrierReport {
  readonly type: 'RecordReturn';
  readonly by: 'carrier' | 'warehouse';
}
/** The time to fetch the parcel may be over (T25). */
export interface EndPickUpPeriod {
  readonly type: 'EndPickUpPeriod';
  readonly orderId: string;
  readonly now: string;
}

export type ShipmentCommand = ShipOrder | RecordAvailableForPickUp | RecordDelivery | RecordReturn | EndPickUpPeriod;
