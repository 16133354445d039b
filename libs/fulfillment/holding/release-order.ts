import { newCommand } from '#event-sourcing';
import { everyItemIsIn, isOver, needsAuthorisation, paymentStands } from '#ordering';
import { type PaymentOptions, authorisePayment, loadOrder } from '../payment/authorise-payment.js';

/**
 * Hands a whole order to the warehouse, with an authorisation that will stand when it ships. Does nothing for an order
 * that waits, is over, was released, or whose payment must be put right first. @throws Unavailable
 */
export const releaseOrder = async (options: PaymentOptions, orderId: string): Promise<void> => {
  const { orders, now } = options;
  let order = await loadOrder(orders, orderId);
  if (order && everyItemIsIn(order) && needsAuthorisation(order, now()))
    order = await authorisePayment(options, orderId);
  if (!order || isOver(order) || order.releasedAt !== undefined || !everyItemIsIn(order)) return;
  if (!paymentStands(order, now())) return;
  const context = newCommand('fulfillment', { commandId: `release-${orderId}`, correlationId: orderId });
  await orders.handle({ type: 'ReleaseOrder', orderId, now: now() }, context);
};
