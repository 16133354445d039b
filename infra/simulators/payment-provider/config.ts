import { type Environment, integer, listenHost, url } from '#configuration';
import { type PaymentProviderConfig } from './payment-provider.js';

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): PaymentProviderConfig =>
  Object.freeze({
    port: integer(env, 'PORT', 0),
    host: listenHost(env),
    dataDir: env['DATA_DIR'] ?? '.data/payment-provider',
    shortValidityMs: integer(env, 'SHORT_VALIDITY_MS', 5000),
    slowMs: integer(env, 'SLOW_MS', 3000),
    webhookUrl: env['WEBHOOK_URL'] ? url(env, 'WEBHOOK_URL') : '',
    webhookSecret: env['WEBHOOK_SECRET'] ?? '',
  });
