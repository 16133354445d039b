import { type Environment, integer, required, url } from '#configuration';
import { type CarrierConfig } from './carrier.js';

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): CarrierConfig =>
  Object.freeze({
    port: integer(env, 'PORT', 0),
    dataDir: env['DATA_DIR'] ?? '.data/carrier',
    ordersApiUrl: url(env, 'ORDERS_API_URL'),
    token: required(env, 'TOKEN'),
    deliveryDelayMs: integer(env, 'DELIVERY_DELAY_MS', 500),
    concurrency: integer(env, 'CONCURRENCY', 16),
  });
