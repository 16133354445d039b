import {
  type Authorised,
  type Captured,
  type PaymentProvider,
  type Refused,
  type Settled,
  type Unknown,
} from './payment-provider.port.js';

export interface InMemoryPaymentProviderOptions {
  /** Milliseconds since the epoch; the machine's clock when left out. */
  readonly now?: () => number;
}

interface Authorisation extends Authorised {
  readonly cardToken: string;
  readonly state: 'authorised' | 'captured' | 'voided';
}

const CARDS = ['tok_visa', 'tok_cb', 'tok_mastercard', 'tok_capture_refused', 'tok_renewal_refused'];
const HOUR_MS = 3600 * 1000;
const refused = (reason: string): Refused => ({ outcome: 'refused', reason });

/** The double of the payment provider, for tests: it passes the same contract as the HTTP client, and can go away. */
export class InMemoryPaymentProvider implements PaymentProvider {
  /** False: nothing is obeyed, every outcome is unknown. */
  isReachable = true;
  /** True: acts are obeyed, and their answers lost. */
  losesAnswers = false;
  private readonly done = new Map<string, { readonly request: string; readonly settled: Settled }>();
  private readonly authorisations = new Map<string, Authorisation>();
  private readonly captured = new Map<string, Captured & { readonly refundedCents: number }>();
  private readonly now: () => number;

  constructor({ now = Date.now }: InMemoryPaymentProviderOptions = {}) {
    this.now = now;
  }

  /** Everything captured, for assertions. */
  get captures(): readonly Captured[] {
    return [...this.captured.values()].map(({ refundedCents: _, ...captured }) => captured);
  }

  readonly authorise: PaymentProvider['authorise'] = (request) =>
    this.once('authorise', request, (reference) => {
      const { cardToken, amountCents, initiator } = request;
      if (cardToken === 'tok_declined') return refused('declined');
      if (!CARDS.includes(cardToken)) return refused('unknown-card');
      if (cardToken === 'tok_renewal_refused' && initiator === 'merchant') return refused('renewal-declined');
      const validityMs = initiator === 'customer' ? 7 * 24 * HOUR_MS : (4 * 24 + 18) * HOUR_MS;
      const expiresAt = this.instant(this.now() + validityMs);
      const authorised: Authorised = { outcome: 'authorised', reference, amountCents, expiresAt };
      this.authorisations.set(reference, { ...authorised, cardToken, state: 'authorised' });
      return authorised;
    });

  readonly capture: PaymentProvider['capture'] = (request) =>
    this.once('capture', request, (reference) => {
      const { authorisationId, amountCents } = request;
      const authorisation = this.authorisations.get(authorisationId);
      if (!authorisation) return refused('unknown-authorisation');
      if (authorisation.state === 'captured') return refused('already-captured');
      if (authorisation.state === 'voided') return refused('voided');
      if (Date.parse(authorisation.expiresAt) <= this.now()) return refused('authorisation-expired');
      if (authorisation.amountCents !== amountCents) return refused('amount-mismatch');
      if (authorisation.cardToken === 'tok_capture_refused') return refused('insufficient-funds');
      const captured: Captured = { outcome: 'captured', reference, amountCents, capturedAt: this.instant(this.now()) };
      this.authorisations.set(authorisationId, { ...authorisation, state: 'captured' });
      this.captured.set(reference, { ...captured, refundedCents: 0 });
      return captured;
    });

  readonly void: PaymentProvider['void'] = (request) =>
    this.once('void', request, () => {
      const authorisation = this.authorisations.get(request.authorisationId);
      if (!authorisation) return refused('unknown-authorisation');
      if (authorisation.state === 'captured') return refused('already-captured');
      this.authorisations.set(request.authorisationId, { ...authorisation, state: 'voided' });
      return { outcome: 'voided' };
    });

  readonly refund: PaymentProvider['refund'] = (request) =>
    this.once('refund', request, (reference) => {
      const { captureId, amountCents } = request;
      const captured = this.captured.get(captureId);
      if (!captured) return refused('unknown-capture');
      const refundedCents = captured.refundedCents + amountCents;
      if (refundedCents > captured.amountCents) return refused('more-than-captured');
      this.captured.set(captureId, { ...captured, refundedCents });
      return { outcome: 'refunded', reference, amountCents, refundedAt: this.instant(this.now()) };
    });

  readonly lookUp: PaymentProvider['lookUp'] = async (key) =>
    Promise.resolve(this.isReachable ? (this.done.get(key)?.settled ?? { outcome: 'absent' }) : { outcome: 'unknown' });

  private async once<Did extends Settled>(
    kind: string,
    request: { readonly key: string },
    act: (reference: string) => Did,
  ): Promise<Did | Unknown> {
    await Promise.resolve();
    if (!this.isReachable) return { outcome: 'unknown' };
    const body = JSON.stringify([kind, ...Object.entries(request).sort()]);
    const known = this.done.get(request.key);
    if (known && known.request !== body) throw new Error(`key ${request.key} was used with another body`);
    const settled = known?.settled ?? act(`${kind}-of-${request.key}`);
    this.done.set(request.key, { request: body, settled });
    return this.losesAnswers ? { outcome: 'unknown' } : (settled as Did);
  }

  private instant(epochMs: number): string {
    return new Date(epochMs).toISOString();
  }
}
