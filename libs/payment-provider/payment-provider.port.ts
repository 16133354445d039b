/** An act at the provider is named by its key: asked for again under the same key, it is the same act. */
interface Keyed {
  readonly key: string;
}

export interface AuthorisePayment extends Keyed {
  /** Our order. */
  readonly merchantReference: string;
  readonly cardToken: string;
  readonly amountCents: number;
  /** Authorisations that the merchant starts (renewals) are valid for a shorter time. */
  readonly initiator: 'customer' | 'merchant';
}
export interface CapturePayment extends Keyed {
  readonly authorisationId: string;
  readonly amountCents: number;
}
export interface VoidAuthorisation extends Keyed {
  readonly authorisationId: string;
}
export interface RefundPayment extends Keyed {
  readonly captureId: string;
  readonly amountCents: number;
}

export interface Refused {
  readonly outcome: 'refused';
  readonly reason: string;
}
/** The provider did not say, and the look-up by key did not tell either: ask again under the same key. */
export interface Unknown {
  readonly outcome: 'unknown';
}
/** Nothing was done under this key. A request still on its way may yet be obeyed: only the same key is safe to repeat. */
export interface Absent {
  readonly outcome: 'absent';
}
export interface Authorised {
  readonly outcome: 'authorised';
  readonly reference: string;
  readonly amountCents: number;
  readonly expiresAt: string;
}
export interface Captured {
  readonly outcome: 'captured';
  readonly reference: string;
  readonly amountCents: number;
  readonly capturedAt: string;
}
export interface Voided {
  readonly outcome: 'voided';
}
export interface Refunded {
  readonly outcome: 'refunded';
  readonly reference: string;
  readonly amountCents: number;
  readonly refundedAt: string;
}
export type Settled = Authorised | Captured | Voided | Refunded | Refused;

/**
 * The partner that authorises and captures card payments (T17, T23). Amounts in integer euro cents, instants ISO 8601 UTC.
 * A repeated key gives the first answer, refusals included, and acts no second time. A request that the provider cannot
 * accept (a key used with another body, a malformed field) is our fault: it throws.
 */
export interface PaymentProvider {
  authorise(request: AuthorisePayment): Promise<Authorised | Refused | Unknown>;
  /** Once an authorisation, for its whole amount. */
  capture(request: CapturePayment): Promise<Captured | Refused | Unknown>;
  /** Voiding what is voided already is fine; a captured authorisation is refused. */
  void(request: VoidAuthorisation): Promise<Voided | Refused | Unknown>;
  /** Never more, in sum, than was captured. */
  refund(request: RefundPayment): Promise<Refunded | Refused | Unknown>;
  /** What came of the act with this key. */
  lookUp(key: string): Promise<Settled | Absent | Unknown>;
}
