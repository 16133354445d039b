import { setTimeout as delay } from 'node:timers/promises';
import { currentTrace, inSpan } from '#event-sourcing';
import { type PaymentProvider, type Refused, type Settled, type Unknown } from './payment-provider.port.js';
import { type ProviderAnswer, settledFrom } from './provider-answer.js';

export interface HttpPaymentProviderOptions {
  readonly url: string;
  /** How long one act may take (default 5,000). */
  readonly deadlineMs?: number;
  /** Look-ups by key after an answer that says nothing (default 3). */
  readonly lookUps?: number;
  /** How long one look-up may take (default 2,000). */
  readonly lookUpDeadlineMs?: number;
}

type Did<Outcome extends Settled['outcome']> = Extract<Settled, { readonly outcome: Outcome }>;

/** Not a refusal but "not now": as little an answer as a 500. */
const saysNothing = (status: number): boolean => status >= 500 || status === 408 || status === 429;

/**
 * The provider over HTTP. It never acts twice for one wish: a request that fails or times out may have been obeyed, so it
 * is looked up by its key; what is still unknown then is said to be unknown. No key is ever made here.
 */
export const httpPaymentProvider = ({
  url,
  deadlineMs = 5000,
  lookUps = 3,
  lookUpDeadlineMs = 2000,
}: HttpPaymentProviderOptions): PaymentProvider => {
  /** @returns undefined if the provider gave no answer, or one that says nothing */
  const request = async (method: string, path: string, timeoutMs: number, key?: string, body?: object) => {
    const traceparent = currentTrace();
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(key && { 'idempotency-key': key }),
          ...(traceparent && { traceparent }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer = (await response.json()) as ProviderAnswer;
      return saysNothing(response.status) ? undefined : { status: response.status, answer };
    } catch {
      return undefined;
    }
  };

  const lookUp: PaymentProvider['lookUp'] = async (key) => {
    const found = await request('GET', `/operations/${encodeURIComponent(key)}`, lookUpDeadlineMs);
    if (found?.status === 404) return { outcome: 'absent' };
    return found?.status === 200 ? settledFrom(found.answer['response'] as ProviderAnswer) : { outcome: 'unknown' };
  };

  /** Absent is no outcome yet: the request may be on its way still. */
  const settleByKey = async (key: string): Promise<Settled | Unknown> => {
    for (let tries = 0; tries < lookUps; tries++) {
      if (tries > 0) await delay(50 * 2 ** tries);
      const found = await lookUp(key);
      if (found.outcome !== 'unknown' && found.outcome !== 'absent') return found;
    }
    return { outcome: 'unknown' };
  };

  const act = async <Outcome extends Settled['outcome']>(
    wanted: Outcome,
    path: string,
    key: string,
    body: object,
  ): Promise<Did<Outcome> | Refused | Unknown> => {
    const settled = await inSpan(`payment provider: ${wanted}`, { role: 'client' }, async () => {
      const said = await request('POST', path, deadlineMs, key, body);
      return said ? settledFrom(said.answer) : settleByKey(key);
    });
    if (settled.outcome === 'unknown' || settled.outcome === 'refused') return settled;
    if (settled.outcome !== wanted) throw new Error(`${key} names an act that was ${settled.outcome}, not ${wanted}`);
    return settled as Did<Outcome>;
  };

  const authorisation = (id: string): string => `/authorisations/${encodeURIComponent(id)}`;
  return {
    authorise: ({ key, ...body }) => act('authorised', '/authorisations', key, body),
    capture: ({ key, authorisationId, ...body }) =>
      act('captured', `${authorisation(authorisationId)}/captures`, key, body),
    void: ({ key, authorisationId }) => act('voided', `${authorisation(authorisationId)}/void`, key, {}),
    refund: ({ key, captureId, ...body }) =>
      act('refunded', `/captures/${encodeURIComponent(captureId)}/refunds`, key, body),
    lookUp,
  };
};
