import { type OrderStatus } from '#ordering';
import { type OrderToShow, type PromiseToShow, type Wording } from './order-view.js';

export interface DeliveryView {
  readonly method: string;
  /** When it is promised, in a sentence; left out once that no longer matters. */
  readonly promise?: string;
  /** What to know about the promise: how it is counted, that it is provisional, moved or suspended, and why. */
  readonly notes: readonly { readonly text: string; readonly isWarning?: true }[];
  readonly trackingNumber?: string;
  readonly relayPoint?: string;
  readonly pickUpBefore?: string;
}

const NO_LONGER_AWAITED: readonly OrderStatus[] = [
  ...(['refused', 'available-at-relay', 'delivered', 'not-collected'] as const),
  ...(['cancelled', 'withdrawn', 'refunded'] as const),
];

/** T26: the promise in working days, with its dates; T25: where to fetch the parcel, and until when. */
export const deliveryOf = (order: OrderToShow, { t, format }: Wording): DeliveryView => {
  const { method, promise, trackingNumber, pickUpBefore, relayPointId } = order.delivery;
  const isAwaited = !NO_LONGER_AWAITED.includes(order.status);
  const isAtRelay = order.status === 'available-at-relay';
  return {
    method: t.delivery.methods[method] ?? method,
    notes: isAwaited ? (promise ? notesOn(promise, order, { t, format }) : [{ text: t.delivery.notYet }]) : [],
    ...(isAwaited && promise && { promise: t.delivery.between(format.day(promise.from), format.day(promise.until)) }),
    ...(trackingNumber !== undefined && { trackingNumber }),
    ...(relayPointId !== undefined && { relayPoint: relayPointId }),
    ...(isAtRelay && pickUpBefore !== undefined && { pickUpBefore: t.delivery.pickUpBefore(format.day(pickUpBefore)) }),
  };
};

type Note = DeliveryView['notes'][number];

const notesOn = (
  { provisional, suspended, previous, reason }: PromiseToShow,
  { waitingFor }: OrderToShow,
  { t, format }: Pick<Wording, 't' | 'format'>,
): Note[] => {
  const isPreorder = provisional || waitingFor.some((each) => each.reason === 'preorder');
  const warning = (text: string): Note => ({ text, isWarning: true });
  const why = suspended?.reason;
  return [
    ...(suspended ? [warning(why ? t.delivery.suspendedBecause(why) : t.delivery.suspended)] : []),
    ...(provisional ? [warning(t.delivery.provisional)] : []),
    ...(previous ? [warning(t.delivery.moved(format.day(previous.from), format.day(previous.until)))] : []),
    ...(reason === undefined ? [] : [{ text: t.delivery.because(reason) }]),
    { text: isPreorder ? t.delivery.afterAvailability : t.delivery.workingDays },
  ];
};
