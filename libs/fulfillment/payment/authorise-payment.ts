import { type CommandContext, type CommandHandler, Unavailable, newCommand } from '#event-sourcing';
import {
  type Ciphertext,
  type Order,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
  type RecordAuthorisation,
  needsAuthorisation,
  orderOf,
  orderStream,
} from '#ordering';
import { type Authorised, type PaymentProvider, type Refused } from '#payment-provider';

export type Orders = Pick<CommandHandler<OrderState, OrderCommand, OrderEvent>, 'handle' | 'load'>;

export interface PaymentOptions {
  readonly orders: Orders;
  readonly provider: PaymentProvider;
  /** The card token in clear; undefined once its key was erased (P03, P07). */
  readonly openCardToken: (customerId: string, cardToken: Ciphertext) => Promise<string | undefined>;
  readonly now: () => string;
}

/** The order as its stream tells it. @throws Unavailable; undefined if there is none. */
export const loadOrder = async (orders: Orders, orderId: string): Promise<Order | undefined> =>
  orderOf((await orders.load(orderStream({ orderId }))).state);

/**
 * Asks the provider for the authorisation an order needs now, if it needs one: the first, one with another card, or a
 * renewal. The key names the order and the attempt, so however often it is asked for there is one authorisation.
 * @returns the order afterwards. @throws Unavailable while the outcome is not known: ask again, under the same key.
 */
export const authorisePayment = async (
  { orders, provider, openCardToken, now }: PaymentOptions,
  orderId: string,
  issuer = 'payment',
): Promise<Order | undefined> => {
  const order = await loadOrder(orders, orderId);
  if (!order || !needsAuthorisation(order, now())) return order;
  const { cardToken: sealed } = order.payment;
  const cardToken = await openCardToken(order.customerId, sealed!);
  const key = authorisationKey(order);
  const answer =
    cardToken === undefined
      ? ({ outcome: 'refused', reason: 'card-data-erased' } as const)
      : await provider.authorise({
          key,
          merchantReference: orderId,
          cardToken,
          amountCents: order.totals.toPayCents,
          initiator: order.orderNumber === null ? 'customer' : 'merchant',
        });
  if (answer.outcome === 'unknown') throw new Unavailable('payment provider', `the outcome of ${key} is not known yet`);
  const command = recordAuthorisation(order, answer, now());
  return orderOf((await orders.handle(command, paymentCommand(key, order, issuer))).state);
};

/** What the provider answered to the authorisation that the order asks for now. */
export const recordAuthorisation = (
  { orderId, payment: { attempt } }: Order,
  answer: Authorised | Refused,
  now: string,
): RecordAuthorisation => {
  const result =
    answer.outcome === 'refused'
      ? answer
      : ({ outcome: 'authorised', reference: answer.reference, authorisedUntil: answer.expiresAt } as const);
  return { type: 'RecordAuthorisation', orderId, attempt, result, now };
};

export const authorisationKey = ({ orderId, payment: { attempt } }: Order): string =>
  `authorisation-${orderId}-${attempt}`;

export const voidKey = (reference: string): string => `void-${reference}`;

/** Voids the authorisations on which nothing will be debited any more. @throws Unavailable */
export const voidAuthorisations = async ({ orders, provider, now }: PaymentOptions, orderId: string): Promise<void> => {
  const order = await loadOrder(orders, orderId);
  for (const reference of order?.payment.toVoid ?? []) {
    const key = voidKey(reference);
    const { outcome } = await provider.void({ key, authorisationId: reference });
    if (outcome === 'unknown') throw new Unavailable('payment provider', `the outcome of ${key} is not known yet`);
    const command = { type: 'RecordAuthorisationVoided', orderId, reference, now: now() } as const;
    await orders.handle(command, paymentCommand(key, order!, 'payment'));
  }
};

/** The provider's answer to one key is one command, however often it arrives. */
export const paymentCommand = (key: string, order: Order, issuer: string): CommandContext =>
  newCommand(issuer, { commandId: key, correlationId: order.orderId, causationId: key });
