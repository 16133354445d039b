const { env } = process;

export const config = Object.freeze({
  port: Number(env['PORT'] ?? 0),
  dataDir: env['DATA_DIR'] ?? '.data/payment-provider',
  shortValidityMs: Number(env['SHORT_VALIDITY_MS'] ?? 5000),
  slowMs: Number(env['SLOW_MS'] ?? 3000),
  webhookSecret: env['WEBHOOK_SECRET'] ?? '',
  webhookCopies: 1,
  ...(env['WEBHOOK_URL'] !== undefined && { webhookUrl: env['WEBHOOK_URL'] }),
});
