import { type Environment, integer, listenHost, required, url } from '#configuration';

export interface WorkerConfig {
  readonly port: number;
  /** The address to listen on. */
  readonly host?: string;
  readonly eventStoreUrl: string;
  readonly redisUrl: string;
  readonly paymentProviderUrl: string;
  readonly masterKey: string;
  /** Where the key stands that signs the links in e-mails. */
  readonly dataDir: string;
  readonly smtpUrl: string;
  /** The sender's address. */
  readonly mailFrom: string;
  /** Where customers find their orders. */
  readonly trackingUrl: string;
  readonly concurrency: number;
  readonly unpaidGraceMs: number;
}

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): WorkerConfig =>
  Object.freeze({
    port: integer(env, 'WORKER_PORT', 3003),
    host: listenHost(env),
    eventStoreUrl: url(env, 'EVENTSTORE_URL'),
    redisUrl: url(env, 'REDIS_URL'),
    paymentProviderUrl: url(env, 'PAYMENT_PROVIDER_URL'),
    masterKey: required(env, 'MASTER_KEY'),
    dataDir: env['DATA_DIR'] ?? '.data',
    smtpUrl: url(env, 'SMTP_URL'),
    mailFrom: env['MAIL_FROM'] ?? 'Boutique Pro <suivi@boutique-pro.example>',
    trackingUrl: url(env, 'TRACKING_URL'),
    concurrency: integer(env, 'WORKER_CONCURRENCY', 64),
    unpaidGraceMs: integer(env, 'UNPAID_GRACE_MS', 72 * 3600 * 1000),
  });
