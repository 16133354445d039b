const { env } = process;

export const config = Object.freeze({
  port: Number(env['PORT'] ?? 0),
  dataDir: env['DATA_DIR'] ?? '.data/mailbox',
});
