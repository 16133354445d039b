import { InMemoryPaymentProvider } from './in-memory-payment-provider.js';

const authorisation = {
  key: 'a-1',
  merchantReference: 'order-1',
  cardToken: 'tok_visa',
  amountCents: 100,
  initiator: 'customer',
} as const;

describe('The double of the payment provider', () => {
  it('obeys nothing while it is out of reach', async () => {
    const provider = new InMemoryPaymentProvider();
    provider.isReachable = false;
    expect(await provider.authorise(authorisation)).toEqual({ outcome: 'unknown' });
    expect(await provider.lookUp('a-1')).toEqual({ outcome: 'unknown' });
    provider.isReachable = true;
    expect(await provider.lookUp('a-1')).toEqual({ outcome: 'absent' });
  });

  it('obeys and says nothing while its answers are lost', async () => {
    const provider = new InMemoryPaymentProvider();
    const authorised = await provider.authorise(authorisation);
    const capture = { key: 'c-1', authorisationId: 'authorise-of-a-1', amountCents: 100 };
    provider.losesAnswers = true;
    expect(await provider.capture(capture)).toEqual({ outcome: 'unknown' });
    provider.losesAnswers = false;
    expect(authorised).toMatchObject({ outcome: 'authorised', reference: capture.authorisationId });
    expect(provider.captures).toHaveLength(1);
    const captured = await provider.capture(capture);
    expect(captured).toMatchObject({ outcome: 'captured', amountCents: 100 });
    expect(provider.captures).toEqual([captured]);
    expect(provider.captures).toHaveLength(1);
  });
});
