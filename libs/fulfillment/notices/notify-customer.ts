import { newCommand } from '#event-sourcing';
import { type MailResult, type Mailer } from '#mail';
import { type Recipient, htmlOf, letterOf, textOf } from '#notifications';
import { type NoticeOwed, type Order, type Orders, orderOf, orderStream } from '#ordering';

export interface NotifyingOptions {
  readonly orders: Pick<Orders, 'handle' | 'load'>;
  readonly mailer: Mailer;
  /** Whom to write to; undefined once the customer's data was erased (P03). */
  readonly recipientOf: (customerId: string) => Promise<(Recipient & { readonly email: string }) | undefined>;
  /** The order's page, opened by a signed link. */
  readonly linkTo: (orderNumber: string) => Promise<string>;
  /** Lets one at a time act for an order, in whatever process. @throws Unavailable while another does */
  readonly alone: (orderId: string, act: () => Promise<void>) => Promise<void>;
  readonly now: () => string;
}

/**
 * Sends the e-mails that an order owes its customer (T06), in their order, and records each. An e-mail is owed by the order's
 * own events and settled by them, so reading the log again sends nothing. A process that dies between the mail server's
 * answer and the record leaves the e-mail to be sent again under the same `Message-ID`. @throws Unavailable
 */
export const notifyCustomer = (options: NotifyingOptions, orderId: string): Promise<void> =>
  options.alone(orderId, async () => {
    const order = orderOf((await options.orders.load(orderStream({ orderId }))).state);
    for (const owed of order?.noticesOwed ?? []) await send(options, order!, owed);
  });

const send = async (options: NotifyingOptions, order: Order, owed: NoticeOwed): Promise<void> => {
  const { orders, now } = options;
  const { orderId } = order;
  const messageId = `${owed.notice}-${owed.number}.${orderId}@complet`;
  const answer = await deliver(options, order, owed, messageId);
  const result = answer.outcome === 'sent' ? ({ outcome: 'sent', messageId } as const) : answer;
  const command = { type: 'RecordNotice', orderId, number: owed.number, result, now: now() } as const;
  await orders.handle(command, newCommand('notices', { commandId: messageId, correlationId: orderId }));
};

const deliver = async (
  { mailer, recipientOf, linkTo }: NotifyingOptions,
  order: Order,
  { notice }: NoticeOwed,
  messageId: string,
): Promise<MailResult> => {
  const recipient = await recipientOf(order.customerId);
  if (!recipient) return { outcome: 'refused', reason: 'the customer’s data was erased' };
  const link = order.orderNumber === null ? undefined : await linkTo(order.orderNumber);
  const letter = letterOf(notice, order, recipient, link);
  const mail = { messageId, to: recipient.email, subject: letter.subject, orderId: order.orderId };
  return mailer.send({ ...mail, text: textOf(letter), html: htmlOf(letter) });
};
