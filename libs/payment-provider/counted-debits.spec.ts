import { describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { countedDebits } from './counted-debits.js';
import { InMemoryPaymentProvider } from './in-memory-payment-provider.js';

const counted = async () => (await register.getSingleMetricAsString('complet_debits_total')).match(/^complet.*$/gm);

describe('Debits are counted', () => {
  it('by what the provider answered, and nothing else of them', async () => {
    const double = new InMemoryPaymentProvider();
    const provider = countedDebits(double);
    const order = { merchantReference: 'order-1', amountCents: 100, initiator: 'customer' } as const;
    await provider.authorise({ ...order, key: 'a-1', cardToken: 'tok_visa' });
    await provider.authorise({ ...order, key: 'a-2', cardToken: 'tok_capture_refused' });
    const debit = (key: string, authorisation: string) =>
      provider.capture({ key, authorisationId: `authorise-of-${authorisation}`, amountCents: 100 });

    expect(await debit('c-1', 'a-1')).toMatchObject({ outcome: 'captured' });
    expect(await debit('c-2', 'a-2')).toMatchObject({ outcome: 'refused' });
    double.isReachable = false;
    expect(await debit('c-3', 'a-1')).toEqual({ outcome: 'unknown' });
    double.isReachable = true;
    await expect(debit('c-1', 'a-2')).rejects.toThrow('another body');

    expect(await counted()).toEqual([
      'complet_debits_total{outcome="captured"} 1',
      'complet_debits_total{outcome="refused"} 1',
      'complet_debits_total{outcome="unknown"} 1',
      'complet_debits_total{outcome="failed"} 1',
    ]);
  });

  it('while everything else goes through', async () => {
    const provider = countedDebits(new InMemoryPaymentProvider());
    expect(await provider.lookUp('a-1')).toEqual({ outcome: 'absent' });
    expect(await provider.void({ key: 'v-1', authorisationId: 'none' })).toMatchObject({ outcome: 'refused' });
  });
});
