import { InMemoryPaymentProvider, type PaymentProvider, httpPaymentProvider } from '#payment-provider';
import { startPaymentProvider } from '../../infra/simulators/payment-provider/payment-provider.js';
import { SimulatorsUnderTest } from '../../infra/simulators/simulators-under-test.js';
import { paymentProviderContract } from './payment-provider.contract.js';

let aheadMs = 0;
const clock = { now: () => Date.now() + aheadMs, passTime: (durationMs: number) => void (aheadMs += durationMs) };

const double = new InMemoryPaymentProvider({ now: clock.now });
paymentProviderContract('The in-memory double', () => ({ provider: double, ...clock }));

describe('The HTTP client', () => {
  const simulators = new SimulatorsUnderTest();
  let provider: PaymentProvider;
  beforeAll(async () => {
    const { url } = await simulators.run(
      startPaymentProvider({
        port: 0,
        dataDir: simulators.folder(),
        shortValidityMs: 50,
        slowMs: 100,
        webhookUrl: '',
        webhookSecret: '',
        now: clock.now,
      }),
    );
    provider = httpPaymentProvider({ url });
  });
  afterAll(() => simulators.end());
  paymentProviderContract('The simulated provider over HTTP', () => ({ provider, ...clock }));

  it('learns by the key what was done without being said', async () => {
    const authorisation = await provider.authorise({
      key: 'fails 1',
      merchantReference: 'order-fails',
      cardToken: 'tok_fails_after_acting',
      amountCents: 100,
      initiator: 'customer',
    });
    expect(authorisation).toMatchObject({ outcome: 'authorised', amountCents: 100 });
    expect(await provider.lookUp('fails 1')).toEqual(authorisation);
  });
});
