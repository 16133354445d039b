import { RuleRefused, newCommand } from '#event-sourcing';
import { FORCE_MAJEURE_STREAM, type ForceMajeures, type Orders, parisDay, suspensionsOf } from '#ordering';
import { placeExchanges } from '../after-sale/place-exchange.js';
import { type ClaimDesk } from '../claims/claim-desk.js';
import { giveBackClaims, giveUpOrder } from '../claims/give-back.js';
import { releaseOrder } from '../holding/release-order.js';
import { type PaymentOptions, authorisePayment, voidAuthorisations } from '../payment/authorise-payment.js';
import { refundOrder } from '../payment/refund-order.js';
import { type NotifyingOptions, notifyCustomer } from '../notices/notify-customer.js';
import { settleDebit } from '../payment/ship-and-debit.js';
import { type WakeUp } from './wake-ups.js';

export interface WakeUpHandlersOptions {
  readonly orders: Orders;
  readonly payment: PaymentOptions;
  readonly desk: ClaimDesk;
  readonly forceMajeures: Pick<ForceMajeures, 'load'>;
  readonly notifying: Omit<NotifyingOptions, 'orders' | 'now'>;
  /** Streams in which something is claimed for an order that is not placed yet: what the wake-ups view says. */
  readonly claimedIn: (orderId: string) => Promise<readonly string[]>;
  readonly unpaidGraceMs: number;
  readonly now: () => string;
}

/** What is done when an order wakes up. Each asks what is true now, so waking up once too often does nothing. */
export const wakeUpHandlers = (
  options: WakeUpHandlersOptions,
): Readonly<Record<WakeUp, (orderId: string) => Promise<unknown>>> => {
  const { orders, payment, forceMajeures, claimedIn, unpaidGraceMs: graceMs, now } = options;
  const deadline = (orderId: string) => newCommand('deadlines', { correlationId: orderId });
  return {
    authorise: (orderId) => authorisePayment(payment, orderId),
    release: (orderId) => releaseOrder(payment, orderId),
    'settle-debit': (orderId) => settleDebit(payment, orderId).catch(ignoreRefusal),
    void: (orderId) => voidAuthorisations(payment, orderId),
    'cancel-unpaid': (orderId) =>
      orders.handle({ type: 'CancelUnpaidOrder', orderId, now: now(), graceMs }, deadline(orderId)),
    'put-on-sale': (orderId) => orders.handle({ type: 'RecordOnSale', orderId, now: now() }, deadline(orderId)),
    'check-promise': async (orderId) => {
      const { state: periods } = await forceMajeures.load(FORCE_MAJEURE_STREAM);
      const suspensions = suspensionsOf(periods, parisDay(now()));
      await orders.handle({ type: 'CheckPromise', orderId, suspensions, now: now() }, deadline(orderId));
    },
    'end-pick-up-period': (orderId) =>
      orders.handle({ type: 'EndPickUpPeriod', orderId, now: now() }, deadline(orderId)),
    refund: (orderId) => refundOrder(payment, orderId),
    'place-exchange': (orderId) => placeExchanges(orders, orderId, now()),
    notify: (orderId) => notifyCustomer({ ...options.notifying, orders, now }, orderId),
    'give-back-claims': (orderId) => giveBackClaims(options, orderId, now()),
    'settle-claims': async (orderId) => {
      const streams = await claimedIn(orderId);
      if (streams.length > 0) await giveUpOrder(options, orderId, streams, now());
    },
  };
};

/** A refused debit stands on the order: there is nobody here to tell. */
const ignoreRefusal = (error: unknown): void => {
  if (!(error instanceof RuleRefused)) throw error;
};
