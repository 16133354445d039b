import { type Reply, call } from '../simulators-under-test.js';
import { type PaymentProviderConfig } from './payment-provider.js';

/** As it is by default, but quicker, and on a free port. */
export const configured = (dataDir: string, some: Partial<PaymentProviderConfig> = {}): PaymentProviderConfig => ({
  port: 0,
  dataDir,
  shortValidityMs: 5000,
  slowMs: 1000,
  webhookUrl: '',
  webhookSecret: 'a secret',
  ...some,
});

let keys = 0;
export const newKey = () => `key-${++keys}`;
export const authorisation = (some: object = {}) => ({
  merchantReference: `order-${newKey()}`,
  cardToken: 'tok_visa',
  amountCents: 1000,
  initiator: 'customer',
  ...some,
});

export const authorise = (url: string, some: object = {}, key = newKey()) =>
  call('POST', `${url}/authorisations`, authorisation(some), key);

export const captureOf = (url: string, { body }: Reply, key = newKey(), amountCents = 1000) =>
  call('POST', `${url}/authorisations/${body.authorisationId}/captures`, { amountCents }, key);
