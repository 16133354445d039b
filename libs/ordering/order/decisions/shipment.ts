import { addWorkingDays } from '../../calendar/french-working-days.js';
import { parisDay } from '../../calendar/paris-calendar.js';
import {
  type EndPickUpPeriod,
  type RecordAvailableForPickUp,
  type RecordDelivery,
  type RecordReturn,
  type ShipOrder,
} from '../commands/shipment.js';
import {
  type CashRefundDue,
  type DebitRequested,
  type PropertyTransferred,
  type RefundRequested,
} from '../events/payment.js';
import {
  type AvailableForPickUp,
  type Delivered,
  type NotCollected,
  type ReturnReceived,
  type Shipped,
} from '../events/shipment.js';
import { invalidTransition, paymentRefused, refuse } from '../order.errors.js';
import { type Order, everyItemIsIn, isOver, itemsOf, paymentStands } from '../order.state.js';

/** T25: working days that a parcel waits at its relay point, from the day of its arrival there. */
const PICK_UP_WORKING_DAYS = 8;

/** T17: a card is debited first; where none is, the parcel ships at once. */
export const shipOrder = (
  { trackingNumber, now }: ShipOrder,
  order: Order,
): [] | [DebitRequested] | [Shipped, ...PropertyTransferred[]] => {
  const handedOver = order.delivery.trackingNumber ?? order.payment.pendingDebit?.trackingNumber;
  if (handedOver === trackingNumber) return [];
  if (handedOver !== undefined)
    throw invalidTransition(`order ${order.orderId} is handed over as parcel ${handedOver}`);
  if (order.payment.state === 'action-required' && !isOver(order))
    throw refuse(paymentRefused(`order ${order.orderId} waits for another means of payment`));
  if (order.status !== 'in-preparation' || !everyItemIsIn(order))
    throw invalidTransition(`order ${order.orderId} is ${order.status}, not in preparation`);
  if (!paymentStands(order, now))
    throw invalidTransition(`order ${order.orderId} has no valid authorisation: it is ${order.payment.state}`);
  const { payment, totals } = order;
  if (payment.state === 'authorised') {
    const key = `debit-${order.orderId}-${payment.debitsRefused + 1}`;
    const authorisation = payment.authorisation!.reference;
    const debit = { key, authorisation, amountCents: totals.toPayCents, trackingNumber, requestedAt: now };
    return [{ type: 'DebitRequested', data: debit }];
  }
  const paid: PropertyTransferred = { type: 'PropertyTransferred', data: { transferredAt: now } };
  return [
    { type: 'Shipped', data: { trackingNumber, items: itemsOf(order.lines), shippedAt: now } },
    ...(payment.state === 'to-collect' ? [] : [paid]),
  ];
};

export const recordAvailableForPickUp = (
  { at, now }: RecordAvailableForPickUp,
  order: Order,
): [] | [AvailableForPickUp] => {
  if (order.status === 'available-at-relay') return [];
  if (order.status !== 'shipped') throw notUnderWay(order);
  const isRelay = order.delivery.method === 'chronorelais';
  return [
    {
      type: 'AvailableForPickUp',
      data: {
        place: isRelay ? 'relay-point' : 'post-office',
        ...(isRelay && { pickUpBefore: addWorkingDays(parisDay(at), PICK_UP_WORKING_DAYS) }),
        availableAt: at,
        reportedAt: now,
      },
    },
  ];
};

/** A parcel fetched on its last day may be reported after the day is over; one that came back was not delivered. */
export const recordDelivery = ({ at, now }: RecordDelivery, order: Order): [] | [Delivered] => {
  if (order.delivery.deliveredAt !== undefined) return [];
  const isUnderWay = ['shipped', 'available-at-relay', 'not-collected', 'withdrawn'].includes(order.status);
  if (!isUnderWay || order.delivery.returnedAt !== undefined) throw notUnderWay(order);
  return [{ type: 'Delivered', data: { deliveredAt: at, reportedAt: now } }];
};

/** T25: after the last day, the parcel goes back and the order ends as not collected. */
export const endPickUpPeriod = ({ now }: EndPickUpPeriod, order: Order): [] | [NotCollected] => {
  const { pickUpBefore } = order.delivery;
  const isWaiting = order.status === 'available-at-relay' && pickUpBefore !== undefined;
  if (!isWaiting || parisDay(now) <= pickUpBefore) return [];
  return [{ type: 'NotCollected', data: { reason: 'pick-up-period-over', endedAt: now } }];
};

/** T25, T29: the parcel is back, so what was paid goes back in the way it was paid. */
export const recordReturn = (
  { at, by, now }: RecordReturn,
  order: Order,
): (NotCollected | ReturnReceived | RefundRequested | CashRefundDue)[] => {
  if (order.delivery.returnedAt !== undefined) return [];
  const isUnderWay = order.status === 'shipped' || order.status === 'available-at-relay';
  const isExpected = order.status === 'withdrawn' || order.status === 'not-collected';
  if (!isExpected && !(isUnderWay && by === 'carrier'))
    throw invalidTransition(`order ${order.orderId} is ${order.status}: no parcel of it is to come back`);
  const notCollected: NotCollected = {
    type: 'NotCollected',
    data: { reason: 'returned-by-carrier', endedAt: at },
  };
  return [
    ...(isUnderWay ? [notCollected] : []),
    { type: 'ReturnReceived', data: { receivedAt: at, reportedAt: now } },
    ...payBack(order, now),
  ];
};

const payBack = ({ orderId, payment, totals }: Order, now: string): (RefundRequested | CashRefundDue)[] => {
  if (payment.debited) {
    const { reference: capture, amountCents } = payment.debited;
    const refund = { key: `refund-${orderId}`, capture, amountCents, requestedAt: now };
    return [{ type: 'RefundRequested', data: refund }];
  }
  if (payment.state !== 'collected') return [];
  return [{ type: 'CashRefundDue', data: { amountCents: totals.toPayCents, dueAt: now } }];
};

const notUnderWay = ({ orderId, status }: Order) => invalidTransition(`order ${orderId} is ${status}, not under way`);
