const { env } = process;

export const config = Object.freeze({
  port: Number(env['PORT'] ?? 0),
  dataDir: env['DATA_DIR'] ?? '.data/carrier',
  ordersApiUrl: env['ORDERS_API_URL'] ?? 'http://127.0.0.1:3000',
  token: env['TOKEN'] ?? '',
  deliveryDelayMs: Number(env['DELIVERY_DELAY_MS'] ?? 500),
  concurrency: Number(env['CONCURRENCY'] ?? 16),
});
