import { type Settled } from './payment-provider.port.js';

/** A JSON object as the provider sent it. */
export type ProviderAnswer = Readonly<Record<string, unknown>>;

/** @returns what the provider's answer says. @throws if it is none that we understand: nothing may be recorded from it */
export const settledFrom = (answer: ProviderAnswer): Settled => {
  const text = (field: string): string => {
    const value = answer[field];
    if (typeof value !== 'string' || value === '') throw notUnderstood(answer);
    return value;
  };
  const cents = (): number => {
    const value = answer['amountCents'];
    if (!Number.isSafeInteger(value)) throw notUnderstood(answer);
    return value as number;
  };
  switch (answer['status']) {
    case 'authorised':
      return {
        outcome: 'authorised',
        reference: text('authorisationId'),
        amountCents: cents(),
        expiresAt: text('expiresAt'),
      };
    case 'captured':
      return {
        outcome: 'captured',
        reference: text('captureId'),
        amountCents: cents(),
        capturedAt: text('capturedAt'),
      };
    case 'refunded':
      return { outcome: 'refunded', reference: text('refundId'), amountCents: cents(), refundedAt: text('refundedAt') };
    case 'voided':
      return { outcome: 'voided' };
    case 'refused':
      return { outcome: 'refused', reason: text('reason') };
    default:
      throw notUnderstood(answer);
  }
};

const notUnderstood = (answer: ProviderAnswer): Error =>
  new Error(`the payment provider's answer is not understood: ${JSON.stringify(answer)}`);
