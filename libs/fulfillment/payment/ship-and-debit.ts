import { type CommandContext, RuleRefused, Unavailable, deterministicId } from '#event-sourcing';
import { type Order, type OrderState, hasShipped, knownOrder, needsAuthorisation, orderOf } from '#ordering';
import { type PaymentOptions, authorisePayment, loadOrder, paymentCommand } from './authorise-payment.js';

export interface HandOver {
  readonly order: Order;
  readonly revision: number;
}

/**
 * The warehouse hands an order over (T17): the debit is requested, durably; captured under the order's own key; and the
 * shipment and the debit are recorded in one append. Asked again, it goes on from wherever it stopped.
 * @returns the shipped order: the parcel may leave.
 * @throws RuleRefused `PAYMENT_REFUSED`: the parcel stays, the order waits for another means of payment.
 * @throws InvalidTransition, NotFound; Unavailable while the outcome is not known: the parcel stays, ask again.
 */
export const shipAndDebit = async (
  options: PaymentOptions,
  orderId: string,
  trackingNumber: string,
  context: CommandContext,
): Promise<HandOver> => {
  const before = await loadOrder(options.orders, orderId);
  if (before?.status === 'in-preparation' && needsAuthorisation(before, options.now()))
    await authorisePayment(options, orderId);
  const command = { type: 'ShipOrder', orderId, trackingNumber, now: options.now() } as const;
  // A refused debit is not the answer for ever: after it the same request is another command.
  const commandId = deterministicId(context.commandId, before?.payment.debitsRefused ?? 0);
  const requested = await options.orders.handle(command, { ...context, commandId });
  // Obeyed before: how far the order has come since is in its stream.
  return requested.events.length > 0 ? settle(options, requested) : settleDebit(options, orderId);
};

/** Brings a requested debit to its end, by its key. @throws as `shipAndDebit` */
export const settleDebit = async (options: PaymentOptions, orderId: string): Promise<HandOver> => {
  const { order, revision } = await knownOrder(options.orders, orderId);
  return settle(options, { state: order, revision });
};

interface Known {
  readonly state: OrderState;
  readonly revision: number;
}

const settle = async (options: PaymentOptions, known: Known): Promise<HandOver> => {
  const before = orderOf(known.state)!;
  const { state, revision } = before.payment.pendingDebit ? await debit(options, before) : known;
  const order = orderOf(state)!;
  if (hasShipped(order)) return { order, revision };
  throw new RuleRefused({
    rule: 'T17',
    code: 'PAYMENT_REFUSED',
    article: 'CGV 9',
    message: `the debit of order ${order.orderId} was refused: the parcel must not leave`,
  });
};

/** @returns the order with the debit's outcome, whoever recorded it. */
const debit = async ({ orders, provider, now }: PaymentOptions, order: Order): Promise<Known> => {
  const { key, authorisation, amountCents } = order.payment.pendingDebit!;
  const result = await provider.capture({ key, authorisationId: authorisation, amountCents });
  if (result.outcome === 'unknown') throw new Unavailable('payment provider', `the outcome of ${key} is not known yet`);
  const command = { type: 'RecordDebit', orderId: order.orderId, key, result, now: now() } as const;
  return orders.handle(command, paymentCommand(key, order, 'payment'));
};
