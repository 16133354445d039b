import { type RefusalReason } from '../events/ending.js';
import { type Ciphertext } from '../events/placement.js';

export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly orderId: string;
  readonly reason: 'customer-request' | 'price-error' | 'other';
  readonly note?: Ciphertext;
  readonly now: string;
}
/** Ends an order whose payment was not put right in time; leaves any other order as it is. */
export interface CancelUnpaidOrder {
  readonly type: 'CancelUnpaidOrder';
  readonly orderId: string;
  readonly now: string;
  readonly graceMs: number;
}
/** The staff refuse the order (T05). */
export interface RefuseOrder {
  readonly type: 'RefuseOrder';
  readonly orderId: string;
  readonly reason: RefusalReason;
  readonly note?: Ciphertext;
  readonly now: string;
}
/** The customer withdraws from the sale (T29). */
export interface WithdrawOrder {
  readonly type: 'WithdrawOrder';
  readonly orderId: string;
  /** Days after that of receipt in which this can be done: 14 by law. */
  readonly periodDays: number;
  readonly now: string;
}
/** An item failed (T27). */
export interface ReportDefect {
  readonly type: 'ReportDefect';
  readonly orderId: string;
  readonly claimId: string;
  /** The order that exchanges it, should it be exchanged. */
  readonly exchangeOrderId: string;
  readonly sku: string;
  readonly description: Ciphertext;
  readonly now: string;
}
export interface RecordExchangePlaced {
  readonly type: 'RecordExchangePlaced';
  readonly orderId: string;
  readonly exchangeOrderId: string;
  readonly now: string;
}

export type EndingCommand =
  CancelOrder | CancelUnpaidOrder | RefuseOrder | WithdrawOrder | ReportDefect | RecordExchangePlaced;
