import { type OrderEvent } from './order.events.js';
import { type Notice } from './events/notice.js';

/** What an event owes the customer, and since when; undefined: nothing to write about. */
export const noticeOf = (event: OrderEvent): { readonly notice: Notice; readonly since: string } | undefined => {
  switch (event.type) {
    case 'PaymentValidated':
      return { notice: 'registered', since: event.data.validatedAt };
    case 'StockAwaited':
      return { notice: 'on-hold', since: event.data.awaitedAt };
    case 'PaymentRefused':
    case 'AuthorisationRenewalRefused':
    case 'DebitRefused':
      return { notice: 'payment-action-required', since: event.data.refusedAt };
    case 'Shipped':
      return { notice: 'shipped', since: event.data.shippedAt };
    case 'AvailableForPickUp':
      return { notice: 'available-for-pick-up', since: event.data.reportedAt };
    case 'NotCollected':
      return { notice: 'not-collected', since: event.data.endedAt };
    case 'OrderCancelled':
      return { notice: 'cancelled', since: event.data.cancelledAt };
    case 'OrderRefused':
      return { notice: 'refused', since: event.data.refusedAt };
    case 'Refunded':
      return { notice: 'refunded', since: event.data.refundedAt };
    case 'CashRefundDue':
      return { notice: 'refunded', since: event.data.dueAt };
    default:
      return undefined;
  }
};
