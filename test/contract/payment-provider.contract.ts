import { type Authorised, type Captured, type PaymentProvider } from '#payment-provider';

const HOUR_MS = 3600 * 1000;

export interface ProviderUnderTest {
  readonly provider: PaymentProvider;
  /** Milliseconds since the epoch, as the provider's clock shows them. */
  readonly now: () => number;
  readonly passTime: (durationMs: number) => void;
}

/** What every payment provider promises (T17, T23): the HTTP client and the double alike. */
export const paymentProviderContract = (name: string, underTest: () => ProviderUnderTest) =>
  describe(`${name}, as a payment provider`, () => {
    let provider: PaymentProvider;
    let keys = 0;
    const newKey = () => `key ${crypto.randomUUID()} ${++keys}`;
    const authorise = (some: Partial<Parameters<PaymentProvider['authorise']>[0]> = {}) =>
      provider.authorise({
        key: newKey(),
        merchantReference: `order-${crypto.randomUUID()}`,
        cardToken: 'tok_visa',
        amountCents: 12_345,
        initiator: 'customer',
        ...some,
      });
    const authorised = async (some: Parameters<typeof authorise>[0] = {}) => (await authorise(some)) as Authorised;
    const capture = (authorisationId: string, amountCents = 12_345, key = newKey()) =>
      provider.capture({ key, authorisationId, amountCents });
    const captured = async () => (await capture((await authorised()).reference)) as Captured;
    const refused = (reason: string) => ({ outcome: 'refused', reason });
    beforeEach(() => ({ provider } = underTest()));

    it('authorises an amount for 7 days, and for 4 days 18 hours where the merchant started it', async () => {
      const { now } = underTest();
      for (const [initiator, hours] of [
        ['customer', 7 * 24],
        ['merchant', 4 * 24 + 18],
      ] as const) {
        const answer = await authorised({ initiator });
        expect(answer).toEqual({
          outcome: 'authorised',
          reference: expect.any(String),
          amountCents: 12_345,
          expiresAt: expect.stringMatching(/Z$/),
        });
        expect(Math.abs(Date.parse(answer.expiresAt) - now() - hours * HOUR_MS)).toBeLessThan(10_000);
      }
    });

    it.each([
      ['tok_declined', 'customer', 'declined'],
      ['tok_renewal_refused', 'merchant', 'renewal-declined'],
      ['tok_of_nobody', 'customer', 'unknown-card'],
      ['constructor', 'customer', 'unknown-card'],
    ] as const)('refuses an authorisation on %s started by the %s: %s', async (cardToken, initiator, reason) => {
      expect(await authorise({ cardToken, initiator })).toEqual(refused(reason));
    });

    it('authorises the first time on a card that refuses renewals', async () => {
      expect(await authorise({ cardToken: 'tok_renewal_refused' })).toMatchObject({ outcome: 'authorised' });
    });

    it('captures an authorisation once, for its whole amount, and says when', async () => {
      const { reference } = await authorised();
      expect(await capture(reference, 12_344)).toEqual(refused('amount-mismatch'));
      expect(await capture(reference)).toEqual({
        outcome: 'captured',
        reference: expect.any(String),
        amountCents: 12_345,
        capturedAt: expect.stringMatching(/Z$/),
      });
      expect(await capture(reference)).toEqual(refused('already-captured'));
    });

    it('captures once when it is asked at once under many keys', async () => {
      const { reference } = await authorised();
      const answers = await Promise.all(Array.from({ length: 20 }, () => capture(reference)));
      expect(answers.filter(({ outcome }) => outcome === 'captured')).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === 'refused')).toHaveLength(19);
    });

    it('refuses to capture on a card without funds, on what was voided, what has lapsed, what never was', async () => {
      const poor = await authorised({ cardToken: 'tok_capture_refused' });
      expect(await capture(poor.reference)).toEqual(refused('insufficient-funds'));
      const voided = await authorised();
      await provider.void({ key: newKey(), authorisationId: voided.reference });
      expect(await capture(voided.reference)).toEqual(refused('voided'));
      const lapsed = await authorised();
      underTest().passTime(7 * 24 * HOUR_MS);
      expect(await capture(lapsed.reference)).toEqual(refused('authorisation-expired'));
      expect(await capture('authorisation-of-nobody')).toEqual(refused('unknown-authorisation'));
    });

    it('voids an authorisation, twice if asked twice, and not once it is captured', async () => {
      const { reference: authorisationId } = await authorised();
      for (let times = 1; times <= 2; times++)
        expect(await provider.void({ key: newKey(), authorisationId })).toEqual({ outcome: 'voided' });
      const debited = await authorised();
      await capture(debited.reference);
      expect(await provider.void({ key: newKey(), authorisationId: debited.reference })).toEqual(
        refused('already-captured'),
      );
    });

    it('refunds in parts, and never more in sum than was captured, even when asked at once', async () => {
      const { reference: captureId } = await captured();
      const parts = await Promise.all(
        Array.from({ length: 10 }, () => provider.refund({ key: newKey(), captureId, amountCents: 5000 })),
      );
      expect(parts.filter(({ outcome }) => outcome === 'refunded')).toHaveLength(2);
      expect(await provider.refund({ key: newKey(), captureId, amountCents: 2346 })).toEqual(
        refused('more-than-captured'),
      );
      expect(await provider.refund({ key: newKey(), captureId, amountCents: 2345 })).toEqual({
        outcome: 'refunded',
        reference: expect.any(String),
        amountCents: 2345,
        refundedAt: expect.stringMatching(/Z$/),
      });
      expect(await provider.refund({ key: newKey(), captureId: 'capture-of-nobody', amountCents: 1 })).toEqual(
        refused('unknown-capture'),
      );
    });

    it('gives the first answer to a repeated key, refusals included, at once or later', async () => {
      const { reference } = await authorised();
      const key = newKey();
      const answers = await Promise.all(Array.from({ length: 20 }, () => capture(reference, 12_345, key)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]).toMatchObject({ outcome: 'captured' });
      expect(await capture(reference, 12_345, key)).toEqual(answers[0]);
      const declined = { key: newKey(), cardToken: 'tok_declined', merchantReference: 'order-1' };
      expect(await authorise(declined)).toEqual(await authorise(declined));
    });

    it('throws when a key comes again with another body, or for another act', async () => {
      const { reference } = await authorised();
      const key = newKey();
      await capture(reference, 12_345, key);
      await expect(capture(reference, 12_346, key)).rejects.toThrow();
      await expect(provider.void({ key, authorisationId: reference })).rejects.toThrow();
    });

    it('looks acts up by their keys, and says when nothing was done under one', async () => {
      const [captureKey, voidKey, declinedKey] = [newKey(), newKey(), newKey()];
      const [one, other] = [await authorised(), await authorised()];
      const debit = await capture(one.reference, 12_345, captureKey);
      await provider.void({ key: voidKey, authorisationId: other.reference });
      await authorise({ key: declinedKey, cardToken: 'tok_declined' });
      expect(await provider.lookUp(captureKey)).toEqual(debit);
      expect(await provider.lookUp(voidKey)).toEqual({ outcome: 'voided' });
      expect(await provider.lookUp(declinedKey)).toEqual(refused('declined'));
      expect(await provider.lookUp(newKey())).toEqual({ outcome: 'absent' });
    });
  });
