import { type Order, type OrderCommand, needsAuthorisation } from '#ordering';
import { type PaymentProvider, type Settled } from '#payment-provider';
import {
  type PaymentOptions,
  authorisationKey,
  loadOrder,
  paymentCommand,
  recordAuthorisation,
  voidKey,
} from './authorise-payment.js';

/** An act at the provider whose outcome an order waits for. */
export interface PendingAct {
  readonly act: 'authorisation' | 'debit' | 'refund' | 'void';
  readonly key: string;
}

export interface Reconciled extends PendingAct {
  /** `absent`: nothing was done under the key, so it is to be asked for again; `unknown`: the provider does not say. */
  readonly outcome: Settled['outcome'] | 'absent' | 'unknown';
}

/**
 * Asks the provider, by the key of each act that the order waits for, what came of it, and records that: for answers that
 * were lost. Asks for nothing to be done. @returns what it said of each. @throws Unavailable
 */
export const reconcilePayment = async (
  {
    orders,
    provider,
    now,
  }: Pick<PaymentOptions, 'orders' | 'now'> & { readonly provider: Pick<PaymentProvider, 'lookUp'> },
  orderId: string,
  issuer: string,
): Promise<Reconciled[]> => {
  const reconciled: Reconciled[] = [];
  const order = await loadOrder(orders, orderId);
  for (const pending of order ? pendingActs(order, now()) : []) {
    const answer = await provider.lookUp(pending.key);
    reconciled.push({ ...pending, outcome: answer.outcome });
    const command = recordOf(order!, pending, answer as Settled, now());
    if (command) await orders.handle(command, paymentCommand(pending.key, order!, issuer));
  }
  return reconciled;
};

/** What an order waits to hear from the provider. */
const pendingActs = (order: Order, now: string): PendingAct[] => {
  const { pendingDebit, pendingRefund, toVoid } = order.payment;
  const refund = order.flags.includes('refund-refused') ? undefined : pendingRefund;
  return [
    ...(needsAuthorisation(order, now) ? [{ act: 'authorisation', key: authorisationKey(order) } as const] : []),
    ...(pendingDebit ? [{ act: 'debit', key: pendingDebit.key } as const] : []),
    ...(refund ? [{ act: 'refund', key: refund.key } as const] : []),
    ...toVoid.map((reference) => ({ act: 'void', key: voidKey(reference) }) as const),
  ];
};

/** Undefined where nothing can be recorded from the answer. */
const recordOf = (order: Order, { act, key }: PendingAct, answer: Settled, now: string): OrderCommand | undefined => {
  const { orderId } = order;
  const { outcome } = answer;
  if (act === 'authorisation' && (outcome === 'authorised' || outcome === 'refused'))
    return recordAuthorisation(order, answer, now);
  if (act === 'debit' && (outcome === 'captured' || outcome === 'refused'))
    return { type: 'RecordDebit', orderId, key, result: answer, now };
  if (act === 'refund' && (outcome === 'refunded' || outcome === 'refused'))
    return { type: 'RecordRefund', orderId, key, result: answer, now };
  if (act === 'void' && outcome === 'voided') {
    const reference = key.slice(voidKey('').length);
    return { type: 'RecordAuthorisationVoided', orderId, reference, now };
  }
  return undefined;
};
