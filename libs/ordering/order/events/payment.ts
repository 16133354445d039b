import { type DomainEvent } from '#event-sourcing';
import { type Ciphertext, type Item } from './placement.js';

/** The payment is validated, so the order is registered (T06): from here on it has a number and a place in the queue (T11). */
export type PaymentValidated = DomainEvent<
  'PaymentValidated',
  {
    readonly orderNumber: string;
    readonly items: readonly Item[];
    /** To be debited on shipment, or collected on delivery. */
    readonly amountCents: number;
    /** The authorisation; none where no card is debited. */
    readonly reference?: string;
    readonly authorisedUntil?: string;
    readonly validatedAt: string;
  }
>;
export type PaymentRefused = DomainEvent<'PaymentRefused', { readonly reason: string; readonly refusedAt: string }>;
export type PaymentMethodReplaced = DomainEvent<
  'PaymentMethodReplaced',
  { readonly cardToken: Ciphertext; readonly replacedAt: string }
>;
export type AuthorisationRenewed = DomainEvent<
  'AuthorisationRenewed',
  {
    readonly reference: string;
    readonly authorisedUntil: string;
    /** Reference of the authorisation it takes the place of, to be voided. */
    readonly replaces: string;
    readonly renewedAt: string;
  }
>;
export type AuthorisationRenewalRefused = DomainEvent<
  'AuthorisationRenewalRefused',
  { readonly reason: string; readonly refusedAt: string }
>;
/** The provider authorised a payment that the order, ended or shipped meanwhile, no longer needs: to be voided. */
export type AuthorisationCameTooLate = DomainEvent<
  'AuthorisationCameTooLate',
  { readonly reference: string; readonly receivedAt: string }
>;
export type AuthorisationVoided = DomainEvent<
  'AuthorisationVoided',
  { readonly reference: string; readonly voidedAt: string }
>;
export type DebitRequested = DomainEvent<
  'DebitRequested',
  {
    /** The provider's idempotency key: one debit, however often it is asked for (T17). */
    readonly key: string;
    readonly authorisation: string;
    readonly amountCents: number;
    readonly trackingNumber: string;
    readonly requestedAt: string;
  }
>;
export type DebitRefused = DomainEvent<
  'DebitRefused',
  { readonly key: string; readonly reason: string; readonly refusedAt: string }
>;
/** The payment system's record of the debit (T17, T23). */
export type CardDebitedOnShipment = DomainEvent<
  'CardDebitedOnShipment',
  { readonly amountCents: number; readonly reference: string; readonly key: string; readonly debitedAt: string }
>;
/** The carrier collected the price on delivery (T16). */
export type CashCollected = DomainEvent<
  'CashCollected',
  { readonly amountCents: number; readonly collectedAt: string; readonly reportedAt: string }
>;
/** The invoiced price is paid in full (T22). */
export type PropertyTransferred = DomainEvent<'PropertyTransferred', { readonly transferredAt: string }>;

/** What the card paid is to go back to it (T29). */
export type RefundRequested = DomainEvent<
  'RefundRequested',
  {
    /** The provider's idempotency key: one refund, however often it is asked for. */
    readonly key: string;
    /** Reference of the debit. */
    readonly capture: string;
    readonly amountCents: number;
    readonly requestedAt: string;
  }
>;
export type Refunded = DomainEvent<
  'Refunded',
  { readonly key: string; readonly reference: string; readonly amountCents: number; readonly refundedAt: string }
>;
/** The provider refused: the staff must look at it. */
export type RefundRefused = DomainEvent<
  'RefundRefused',
  { readonly key: string; readonly reason: string; readonly refusedAt: string }
>;
/** Cash that was collected is owed to the customer: accounting pays it back. */
export type CashRefundDue = DomainEvent<'CashRefundDue', { readonly amountCents: number; readonly dueAt: string }>;

export type PaymentEvent =
  | PaymentValidated
  | PaymentRefused
  | PaymentMethodReplaced
  | AuthorisationRenewed
  | AuthorisationRenewalRefused
  | AuthorisationCameTooLate
  | AuthorisationVoided
  | DebitRequested
  | DebitRefused
  | CardDebitedOnShipment
  | CashCollected
  | PropertyTransferred
  | RefundRequested
  | Refunded
  | RefundRefused
  | CashRefundDue;
