import { type RecordNotice } from '../commands/notice.js';
import { type CustomerNotified, type NoticeUndeliverable } from '../events/notice.js';
import { type Order } from '../order.state.js';

/** A notice is sent once, or never. */
export const recordNotice = (
  { number, result, now }: RecordNotice,
  order: Order,
): [] | [CustomerNotified | NoticeUndeliverable] => {
  const owed = order.noticesOwed?.find((one) => one.number === number);
  if (!owed) return [];
  const { notice } = owed;
  return result.outcome === 'sent'
    ? [{ type: 'CustomerNotified', data: { notice, number, messageId: result.messageId, notifiedAt: now } }]
    : [{ type: 'NoticeUndeliverable', data: { notice, number, reason: result.reason, refusedAt: now } }];
};
