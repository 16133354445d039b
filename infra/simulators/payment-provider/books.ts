import { randomUUID } from 'node:crypto';
import { type DurableMap, type DurableStore } from '../durable-store.js';
import { cardBehaviour, validityMs } from './card-behaviour.js';
import { type Act } from './operations.js';

export interface AuthorisationRequest {
  readonly merchantReference: string;
  readonly cardToken: string;
  readonly amountCents: number;
  readonly initiator: 'customer' | 'merchant';
}
export interface Authorisation extends AuthorisationRequest {
  readonly authorisationId: string;
  readonly authorisedAt: string;
  readonly expiresAt: string;
  readonly state: 'authorised' | 'captured' | 'voided';
}
export interface Capture {
  readonly captureId: string;
  readonly authorisationId: string;
  readonly merchantReference: string;
  readonly cardToken: string;
  readonly amountCents: number;
  readonly capturedAt: string;
  readonly refundedCents: number;
}

export interface BooksOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly shortValidityMs: number;
}

const refused = (reason: string, concerned?: { readonly merchantReference: string }): Act => ({
  response: { status: 'refused', reason },
  ...(concerned && { merchantReference: concerned.merchantReference }),
});

/** The provider's books: authorisations and captures. Each act decides at once, and says what it will write. */
export class Books {
  readonly authorisations: DurableMap<Authorisation>;
  readonly captures: DurableMap<Capture>;
  /** `reference capture` → capture: what a merchant's audit asks for. */
  private readonly captureIds: DurableMap<{ readonly captureId: string }>;

  constructor(
    store: DurableStore,
    private readonly options: BooksOptions,
  ) {
    this.authorisations = store.map('authorisations');
    this.captures = store.map('captures');
    this.captureIds = store.map('captures-by-reference');
  }

  authorise(request: AuthorisationRequest): Act {
    const card = cardBehaviour(request.cardToken);
    if (!card) return refused('unknown-card', request);
    if (card.authorisation === 'refused') return refused('declined', request);
    if (card.authorisation === 'merchant-refused' && request.initiator === 'merchant')
      return refused('renewal-declined', request);
    const { merchantReference, amountCents, initiator } = request;
    const authorisationId = randomUUID();
    const authorisedAt = this.instant();
    const expiresAt = this.instant(validityMs(initiator, card, this.options.shortValidityMs));
    return {
      response: { status: 'authorised', authorisationId, amountCents, authorisedAt, expiresAt },
      merchantReference,
      puts: () =>
        void this.authorisations.put(authorisationId, {
          ...request,
          authorisationId,
          authorisedAt,
          expiresAt,
          state: 'authorised',
        }),
    };
  }

  capture(authorisationId: string, amountCents: number, isRefusedAnyway = false): Act {
    const authorisation = this.authorisations.get(authorisationId);
    if (!authorisation) return refused('unknown-authorisation');
    const reason = this.whyNotCaptured(authorisation, amountCents) ?? (isRefusedAnyway && 'insufficient-funds');
    if (reason) return refused(reason, authorisation);
    const { merchantReference, cardToken } = authorisation;
    const captureId = randomUUID();
    const capturedAt = this.instant();
    return {
      response: { status: 'captured', captureId, authorisationId, amountCents, capturedAt },
      merchantReference,
      puts: () => {
        void this.authorisations.put(authorisationId, { ...authorisation, state: 'captured' });
        void this.captureIds.put(`${merchantReference} ${captureId}`, { captureId });
        void this.captures.put(captureId, {
          captureId,
          authorisationId,
          merchantReference,
          cardToken,
          amountCents,
          capturedAt,
          refundedCents: 0,
        });
      },
    };
  }

  void(authorisationId: string): Act {
    const authorisation = this.authorisations.get(authorisationId);
    if (!authorisation) return refused('unknown-authorisation');
    if (authorisation.state === 'captured') return refused('already-captured', authorisation);
    return {
      response: { status: 'voided', authorisationId },
      merchantReference: authorisation.merchantReference,
      puts: () => void this.authorisations.put(authorisationId, { ...authorisation, state: 'voided' }),
    };
  }

  refund(captureId: string, amountCents: number, isRefusedAnyway = false): Act {
    const capture = this.captures.get(captureId);
    if (!capture) return refused('unknown-capture');
    const refundedCents = capture.refundedCents + amountCents;
    if (refundedCents > capture.amountCents) return refused('more-than-captured', capture);
    if (isRefusedAnyway) return refused('card-account-closed', capture);
    return {
      response: { status: 'refunded', refundId: randomUUID(), captureId, amountCents, refundedAt: this.instant() },
      merchantReference: capture.merchantReference,
      puts: () => void this.captures.put(captureId, { ...capture, refundedCents }),
    };
  }

  capturesOf(merchantReference: string): Capture[] {
    return [...this.captureIds.values(`${merchantReference} `)].map(({ captureId }) => this.captures.get(captureId)!);
  }

  private whyNotCaptured({ state, expiresAt, amountCents, cardToken }: Authorisation, asked: number) {
    if (state === 'captured') return 'already-captured';
    if (state === 'voided') return 'voided';
    if (Date.parse(expiresAt) <= this.options.now()) return 'authorisation-expired';
    if (amountCents !== asked) return 'amount-mismatch';
    return cardBehaviour(cardToken)?.capture === 'refused' ? 'insufficient-funds' : undefined;
  }

  private instant(aheadMs = 0): string {
    return new Date(this.options.now() + aheadMs).toISOString();
  }
}
