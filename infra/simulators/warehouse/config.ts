const { env } = process;

export const config = Object.freeze({
  port: Number(env['PORT'] ?? 0),
  dataDir: env['DATA_DIR'] ?? '.data/warehouse',
  ordersApiUrl: env['ORDERS_API_URL'] ?? 'http://127.0.0.1:3000',
  token: env['TOKEN'] ?? '',
  carrierUrl: env['CARRIER_URL'] ?? '',
  customerPrefix: env['CUSTOMER_PREFIX'] ?? '',
  pollMs: Number(env['POLL_MS'] ?? 250),
  concurrency: Number(env['CONCURRENCY'] ?? 16),
});
