import { setTimeout as delay } from 'node:timers/promises';
import { type PaymentProvider, type Refused, type Unknown } from './payment-provider.port.js';

export interface HttpPaymentProviderOptions {
  readonly url: string;
  /** How long one request may take (default 5,000). */
  readonly deadlineMs?: number;
  /** Look-ups by key after an answer that says nothing (default 3). */
  readonly lookUps?: number;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * The provider over HTTP. It never acts twice for one wish: a request that fails or times out may have been obeyed, so it
 * is looked up by its key; what is still unknown then is said to be unknown.
 */
export const httpPaymentProvider = ({
  url,
  deadlineMs = 5000,
  lookUps = 3,
}: HttpPaymentProviderOptions): PaymentProvider => {
  const request = async (method: string, path: string, key?: string, body?: Body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...(key && { 'idempotency-key': key }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(deadlineMs),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };

  const lookUp = async (key: string): Promise<Body | undefined> => {
    for (let tries = 0; tries < lookUps; tries++) {
      try {
        const { status, body } = await request('GET', `/operations/${encodeURIComponent(key)}`);
        if (status === 200) return body['response'] as Body;
      } catch {
        // Away as well: asked again below.
      }
      await delay(100 * 2 ** tries);
    }
    return undefined;
  };

  const act = async <Done extends { readonly outcome: string }>(
    path: string,
    key: string,
    body: Body,
    done: (answer: Body) => Done,
  ): Promise<Done | Refused | Unknown> => {
    const answer = await request('POST', path, key, body)
      .then(({ status, body: said }) => (status < 500 ? said : undefined))
      .catch(() => undefined);
    const settled = answer ?? (await lookUp(key));
    if (settled === undefined) return { outcome: 'unknown' };
    if (settled['status'] === 'refused') return { outcome: 'refused', reason: settled['reason'] as string };
    if (typeof settled['status'] !== 'string')
      throw new Error(`the payment provider does not understand ${key}: ${JSON.stringify(settled)}`);
    return done(settled);
  };

  return {
    authorise: ({ key, ...body }) =>
      act('/authorisations', key, body, (answer) => ({
        outcome: 'authorised',
        reference: answer['authorisationId'] as string,
        amountCents: answer['amountCents'] as number,
        expiresAt: answer['expiresAt'] as string,
      })),
    capture: ({ key, authorisationId, ...body }) =>
      act(`/authorisations/${authorisationId}/captures`, key, body, (answer) => ({
        outcome: 'captured',
        reference: answer['captureId'] as string,
        amountCents: answer['amountCents'] as number,
        capturedAt: answer['capturedAt'] as string,
      })),
    void: ({ key, authorisationId }) =>
      act(`/authorisations/${authorisationId}/void`, key, {}, () => ({ outcome: 'voided' })),
    refund: ({ key, captureId, ...body }) =>
      act(`/captures/${captureId}/refunds`, key, body, (answer) => ({
        outcome: 'refunded',
        reference: answer['refundId'] as string,
        amountCents: answer['amountCents'] as number,
      })),
  };
};
