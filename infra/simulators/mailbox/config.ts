import { type Environment, integer, listenHost } from '#configuration';
import { type MailboxConfig } from './mailbox.js';

/** Read once, at start. @throws naming the variable that is wrong */
export const readConfig = (env: Environment = process.env): MailboxConfig =>
  Object.freeze({
    port: integer(env, 'PORT', 0),
    host: listenHost(env),
    smtpPort: integer(env, 'SMTP_PORT', 0),
    dataDir: env['DATA_DIR'] ?? '.data/mailbox',
  });
