import { type OrderEvent } from '#ordering';
import { type Finding } from './finding.js';

/** What an order waits to hear from the payment provider. */
export interface UnansweredPayment {
  readonly orderId: string;
  readonly act: 'authorisation' | 'debit' | 'refund';
  readonly since: string;
}

export interface RefusedRefund {
  readonly orderId: string;
  readonly reason: string;
  readonly since: string;
}

/** What was asked of the payment provider and not answered (T17, T29), and the refunds that it refused (T29). */
export class PaymentLedger {
  private readonly unanswered = new Map<string, UnansweredPayment>();
  private readonly refused = new Map<string, RefusedRefund>();

  constructor(private readonly patienceMs: number) {}

  see(orderId: string, { type, data }: OrderEvent): void {
    const ask = (act: UnansweredPayment['act'], since: string) => this.unanswered.set(orderId, { orderId, act, since });
    switch (type) {
      case 'OrderPlaced':
        if (data.payment.method === 'card') ask('authorisation', data.placedAt);
        break;
      case 'PaymentMethodReplaced':
        ask('authorisation', data.replacedAt);
        break;
      case 'DebitRequested':
        ask('debit', data.requestedAt);
        break;
      case 'RefundRequested':
        this.refused.delete(orderId);
        ask('refund', data.requestedAt);
        break;
      case 'RefundRefused':
        this.refused.set(orderId, { orderId, reason: data.reason, since: data.refusedAt });
        this.unanswered.delete(orderId);
        break;
      case 'Refunded':
        this.refused.delete(orderId);
        this.unanswered.delete(orderId);
        break;
      default:
        if (ANSWERED_BY.includes(type)) this.unanswered.delete(orderId);
    }
  }

  unansweredAt(asOf: Date): UnansweredPayment[] {
    return [...this.unanswered.values()].filter(({ since }) => asOf.getTime() - Date.parse(since) > this.patienceMs);
  }

  get refusedRefunds(): RefusedRefund[] {
    return [...this.refused.values()];
  }

  findings(asOf: Date): Finding[] {
    return [
      ...this.unansweredAt(asOf).map(({ orderId, act, since }) => ({
        ...{ rule: act === 'refund' ? 'T29' : 'T17', subject: orderId, what: 'payment-unanswered' as const },
        detail: `the ${act} asked for at ${since} was not answered`,
      })),
      ...this.refusedRefunds.map(({ orderId, reason, since }) => ({
        ...{ rule: 'T29', subject: orderId, what: 'refund-refused' as const },
        detail: `${reason}, at ${since}`,
      })),
    ];
  }
}

/** Events after which an order waits no more for an authorisation or a debit. */
const ANSWERED_BY: readonly OrderEvent['type'][] = [
  ...(['PaymentValidated', 'PaymentRefused', 'AuthorisationRenewed', 'AuthorisationRenewalRefused'] as const),
  ...(['CardDebitedOnShipment', 'DebitRefused', 'OrderCancelled', 'OrderRefused'] as const),
];
