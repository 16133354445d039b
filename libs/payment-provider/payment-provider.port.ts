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
}

/** The partner that authorises and captures card payments (T17, T23). Amounts in integer euro cents, instants ISO 8601 UTC. */
export interface PaymentProvider {
  authorise(request: AuthorisePayment): Promise<Authorised | Refused | Unknown>;
  capture(request: CapturePayment): Promise<Captured | Refused | Unknown>;
  void(request: VoidAuthorisation): Promise<Voided | Refused | Unknown>;
  refund(request: RefundPayment): Promise<Refunded | Refused | Unknown>;
}
