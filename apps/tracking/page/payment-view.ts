import { type OrderStatus } from '#ordering';
import { type OrderToShow, type Wording } from './order-view.js';

export interface PaymentView {
  readonly method: string;
  readonly state: string;
  /** What will be debited and when, or what was. */
  readonly sentences: readonly string[];
}

const ENDED_UNPAID: readonly OrderStatus[] = ['refused', 'cancelled', 'not-collected'];

/** Money has changed hands, whether or not it went back. */
export const isPaid = ({ payment: { state } }: OrderToShow): boolean =>
  ['debited', 'collected', 'covered-by-voucher', 'nothing-to-pay', 'refunded'].includes(state);

/** T17: the card is debited when the parcel is shipped, and the page says so before and after. */
export const paymentOf = (order: OrderToShow, { t, format }: Wording): PaymentView => {
  const { method, state } = order.payment;
  const { voucherCents } = order.totals;
  const byVoucherToo = voucherCents > 0 && state !== 'covered-by-voucher' && state !== 'voided';
  return {
    method: t.payment.methods[method] ?? method,
    state: t.payment.states[state] ?? state,
    sentences: [
      sentenceOn(order, { t, format }),
      ...(byVoucherToo ? [t.payment.voucherPart(format.money(voucherCents))] : []),
    ],
  };
};

const sentenceOn = (order: OrderToShow, { t: { payment: t }, format }: Pick<Wording, 't' | 'format'>): string => {
  const amount = format.money(order.totals.toPayCents);
  if (ENDED_UNPAID.includes(order.status) && !isPaid(order)) return t.notDebited;
  switch (order.payment.state) {
    case 'pending':
    case 'authorised':
      return order.payment.method === 'cash-on-delivery' ? t.onDelivery(amount) : t.onShipment(amount);
    case 'action-required':
      return t.actionRequired;
    case 'debited': {
      const shipped = order.steps.find(({ status }) => status === 'shipped');
      return shipped ? t.debitedOn(amount, format.moment(shipped.at).text) : t.debited(amount);
    }
    case 'to-collect':
      return t.onDelivery(amount);
    case 'collected':
      return t.collected(amount);
    case 'covered-by-voucher':
      return t.byVoucher;
    case 'nothing-to-pay':
      return t.nothingToPay;
    case 'voided':
      return t.notDebited;
    case 'refunded':
      return t.refunded(amount);
  }
};
