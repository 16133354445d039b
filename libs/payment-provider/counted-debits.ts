import { Counter } from 'prom-client';
import { type PaymentProvider } from './payment-provider.port.js';

const debits = new Counter({
  name: 'complet_debits_total',
  help: 'Answers of the payment provider to a debit asked for, by outcome: captured, refused, unknown, or failed.',
  labelNames: ['outcome'],
});

/** Counts what comes of debits; everything goes through as it is. */
export const countedDebits = (provider: PaymentProvider): PaymentProvider => ({
  ...provider,
  capture: async (request) => {
    try {
      const answer = await provider.capture(request);
      debits.inc({ outcome: answer.outcome });
      return answer;
    } catch (error) {
      debits.inc({ outcome: 'failed' });
      throw error;
    }
  },
});
