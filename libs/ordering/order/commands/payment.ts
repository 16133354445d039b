import { type Ciphertext } from '../events/placement.js';

type AuthorisationResult =
  | { readonly outcome: 'authorised'; readonly reference: string; readonly authorisedUntil: string }
  | { readonly outcome: 'refused'; readonly reason: string };

/** What the provider answered to the authorisation asked for under `attempt`. */
export interface RecordAuthorisation {
  readonly type: 'RecordAuthorisation';
  readonly orderId: string;
  readonly attempt: number;
  readonly result: AuthorisationResult;
  readonly now: string;
}
export interface ReplacePaymentMethod {
  readonly type: 'ReplacePaymentMethod';
  readonly orderId: string;
  readonly cardToken: Ciphertext;
  readonly now: string;
}
export interface RecordAuthorisationVoided {
  readonly type: 'RecordAuthorisationVoided';
  readonly orderId: string;
  readonly reference: string;
  readonly now: string;
}
/** What the provider answered to the debit asked for under `key`. */
export interface RecordDebit {
  readonly type: 'RecordDebit';
  readonly orderId: string;
  readonly key: string;
  readonly result:
    | {
        readonly outcome: 'captured';
        readonly reference: string;
        readonly amountCents: number;
        readonly capturedAt: string;
      }
    | { readonly outcome: 'refused'; readonly reason: string };
  readonly now: string;
}
/** The carrier collected the price (T16). */
export interface RecordCashCollected {
  readonly type: 'RecordCashCollected';
  readonly orderId: string;
  readonly amountCents: number;
  /** The carrier's time. */
  readonly at: string;
  readonly now: string;
}
/** What the provider answered to the refund asked for under `key`. */
export interface RecordRefund {
  readonly type: 'RecordRefund';
  readonly orderId: string;
  readonly key: string;
  readonly result:
    | {
        readonly outcome: 'refunded';
        readonly reference: string;
        readonly amountCents: number;
        readonly refundedAt: string;
      }
    | { readonly outcome: 'refused'; readonly reason: string };
  readonly now: string;
}
/** T29: a refund that was refused is asked for again, as another act. */
export interface RetryRefund {
  readonly type: 'RetryRefund';
  readonly orderId: string;
  readonly now: string;
}

export type PaymentCommand =
  | RecordAuthorisation
  | ReplacePaymentMethod
  | RecordAuthorisationVoided
  | RecordDebit
  | RecordCashCollected
  | RecordRefund
  | RetryRefund;
