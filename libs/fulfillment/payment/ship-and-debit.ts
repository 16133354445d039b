import { type CommandContext, InvalidTransition, RuleRefused, Unavailable } from '#event-sourcing';
import { type Order, hasShipped, needsAuthorisation, orderStream } from '#ordering';
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
  await options.orders.handle(command, context);
  return settleDebit(options, orderId);
};

/** Brings a requested debit to its end, by its key. @throws as `shipAndDebit` */
export const settleDebit = async (options: PaymentOptions, orderId: string): Promise<HandOver> => {
  const { orders, provider, now } = options;
  const order = await loadOrder(orders, orderId);
  const debit = order?.payment.pendingDebit;
  if (order && debit) {
    const { key, authorisation, amountCents } = debit;
    const result = await provider.capture({ key, authorisationId: authorisation, amountCents });
    if (result.outcome === 'unknown')
      throw new Unavailable('payment provider', `the outcome of ${key} is not known yet`);
    await orders.handle(
      { type: 'RecordDebit', orderId, key, result, now: now() },
      paymentCommand(key, order, 'payment'),
    );
  }
  const { state, revision } = await orders.load(orderStream({ orderId }));
  if (!state) throw new InvalidTransition(`there is no order ${orderId}`);
  if (hasShipped(state)) return { order: state, revision };
  throw new RuleRefused({
    rule: 'T17',
    code: 'PAYMENT_REFUSED',
    article: 'CGV 9',
    message: `the debit of order ${orderId} was refused: the parcel must not leave`,
  });
};
