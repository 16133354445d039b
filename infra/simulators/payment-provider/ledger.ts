import { randomUUID } from 'node:crypto';
import { DurableStore } from '../durable-store.js';
import { CARDS, validityMs } from './card-behaviour.js';

export interface Authorisation {
  readonly authorisationId: string;
  readonly merchantReference: string;
  readonly cardToken: string;
  readonly amountCents: number;
  readonly expiresAt: string;
  readonly state: 'authorised' | 'captured' | 'voided';
}
export interface Capture {
  readonly captureId: string;
  readonly authorisationId: string;
  readonly merchantReference: string;
  readonly amountCents: number;
  readonly capturedAt: string;
  readonly refundedCents: number;
}
export type Answer = Readonly<Record<string, unknown>> & { readonly status: string };
export interface Operation {
  readonly key: string;
  readonly kind: string;
  readonly request: string;
  readonly response: Answer;
}
/** What an act changes, and what it answers. */
interface Act {
  readonly response: Answer;
  readonly puts?: () => void;
}

const refused = (reason: string): Act => ({ response: { status: 'refused', reason } });

/** The provider's books: what was asked for under which key, authorisations, captures. */
export class Ledger {
  private readonly store: DurableStore;
  private readonly operations;
  private readonly authorisations;
  private readonly captures;
  private readonly underWay = new Map<string, Promise<Operation>>();

  constructor(
    dataDir: string,
    private readonly now: () => number,
    private readonly shortValidityMs: number,
  ) {
    this.store = new DurableStore(dataDir);
    this.operations = this.store.map<Operation>('operations');
    this.authorisations = this.store.map<Authorisation>('authorisations');
    this.captures = this.store.map<Capture>('captures');
  }

  lookUp(key: string): Operation | undefined {
    return this.operations.get(key);
  }

  cardOf(authorisationId: string): string | undefined {
    return this.authorisations.get(authorisationId)?.cardToken;
  }

  /** Obeys once a key; the same key with another body is an error. */
  async obey(
    kind: string,
    key: string,
    request: object,
    act: () => Act,
  ): Promise<{ operation: Operation; isNew: boolean }> {
    const body = JSON.stringify(request);
    const known = this.operations.get(key) ?? (await this.underWay.get(key));
    if (known) {
      if (known.request !== body) throw new RangeError(`key ${key} was used with another body`);
      return { operation: known, isNew: false };
    }
    const { response, puts } = act();
    const operation = { key, kind, request: body, response };
    const written = this.store
      .write(() => {
        puts?.();
        void this.operations.put(key, operation);
      })
      .then(() => operation);
    this.underWay.set(key, written);
    await written.finally(() => this.underWay.delete(key));
    return { operation, isNew: true };
  }

  authorise(request: {
    merchantReference: string;
    cardToken: string;
    amountCents: number;
    initiator: 'customer' | 'merchant';
  }): Act {
    const card = CARDS[request.cardToken];
    if (!card) return refused('unknown-card');
    if (card.authorisation === 'refused') return refused('declined');
    if (card.authorisation === 'merchant-refused' && request.initiator === 'merchant')
      return refused('renewal-declined');
    const expiresAt = new Date(this.now() + validityMs(request.initiator, card, this.shortValidityMs)).toISOString();
    const { merchantReference, cardToken, amountCents } = request;
    const authorisationId = randomUUID();
    const authorisation: Authorisation = {
      authorisationId,
      merchantReference,
      cardToken,
      amountCents,
      expiresAt,
      state: 'authorised',
    };
    return {
      response: { status: 'authorised', authorisationId, amountCents, expiresAt },
      puts: () => void this.authorisations.put(authorisationId, authorisation),
    };
  }

  capture(authorisationId: string, amountCents: number): Act {
    const authorisation = this.authorisations.get(authorisationId);
    if (!authorisation) return refused('unknown-authorisation');
    if (authorisation.state !== 'authorised')
      return refused(authorisation.state === 'captured' ? 'already-captured' : 'voided');
    if (Date.parse(authorisation.expiresAt) <= this.now()) return refused('authorisation-expired');
    if (authorisation.amountCents !== amountCents) return refused('amount-mismatch');
    if (CARDS[authorisation.cardToken]?.capture === 'refused') return refused('insufficient-funds');
    const capturedAt = new Date(this.now()).toISOString();
    const { merchantReference } = authorisation;
    const capture: Capture = {
      captureId: randomUUID(),
      authorisationId,
      merchantReference,
      amountCents,
      capturedAt,
      refundedCents: 0,
    };
    return {
      response: { status: 'captured', captureId: capture.captureId, authorisationId, amountCents, capturedAt },
      puts: () => {
        void this.captures.put(capture.captureId, capture);
        void this.authorisations.put(authorisationId, { ...authorisation, state: 'captured' });
      },
    };
  }

  void(authorisationId: string): Act {
    const authorisation = this.authorisations.get(authorisationId);
    if (!authorisation) return refused('unknown-authorisation');
    if (authorisation.state === 'captured') return refused('already-captured');
    return {
      response: { status: 'voided', authorisationId },
      puts: () => void this.authorisations.put(authorisationId, { ...authorisation, state: 'voided' }),
    };
  }

  refund(captureId: string, amountCents: number): Act {
    const capture = this.captures.get(captureId);
    if (!capture) return refused('unknown-capture');
    const refundedCents = capture.refundedCents + amountCents;
    if (refundedCents > capture.amountCents) return refused('more-than-captured');
    return {
      response: { status: 'refunded', refundId: randomUUID(), captureId, amountCents },
      puts: () => void this.captures.put(captureId, { ...capture, refundedCents }),
    };
  }

  capturesOf(merchantReference?: string): Capture[] {
    const all = [...this.captures.getRange()].map(({ value }) => value);
    return merchantReference === undefined
      ? all
      : all.filter((capture) => capture.merchantReference === merchantReference);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
