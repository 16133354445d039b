import { Unavailable } from '#event-sourcing';
import { type PaymentOptions, loadOrder, paymentCommand } from './authorise-payment.js';

/** Gives a debit back to its card (T29), once, by its key. A refusal stands on the order, for the staff. @throws Unavailable */
export const refundOrder = async ({ orders, provider, now }: PaymentOptions, orderId: string): Promise<void> => {
  const order = await loadOrder(orders, orderId);
  const refund = order?.payment.pendingRefund;
  if (!order || !refund) return;
  const { key, capture: captureId, amountCents } = refund;
  const result = await provider.refund({ key, captureId, amountCents });
  if (result.outcome === 'unknown') throw new Unavailable('payment provider', `the outcome of ${key} is not known yet`);
  await orders.handle(
    { type: 'RecordRefund', orderId, key, result, now: now() },
    paymentCommand(key, order, 'payment'),
  );
};
