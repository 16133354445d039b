import { type Environment, integer, required, url } from '#configuration';
import { type WarehouseConfig } from './warehouse.js';

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): WarehouseConfig =>
  Object.freeze({
    port: integer(env, 'PORT', 0),
    dataDir: env['DATA_DIR'] ?? '.data/warehouse',
    ordersApiUrl: url(env, 'ORDERS_API_URL'),
    token: required(env, 'TOKEN'),
    carrierUrl: url(env, 'CARRIER_URL'),
    customerPrefix: env['CUSTOMER_PREFIX'] ?? '',
    pollMs: integer(env, 'POLL_MS', 250),
    concurrency: integer(env, 'CONCURRENCY', 16),
  });
