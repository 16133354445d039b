import { Unavailable } from '#event-sourcing';
import { type Mail, type MailResult, type Mailer } from './mailer.port.js';

/** The double of a mail server, for tests: it can go away, and refuses addresses at `invalid.example`. */
export class InMemoryMailer implements Mailer {
  isReachable = true;
  /** In the order they came, once a `messageId`. */
  readonly inbox: Mail[] = [];

  send(mail: Mail): Promise<MailResult> {
    if (!this.isReachable) return Promise.reject(new Unavailable('mail server', 'it does not answer'));
    if (mail.to.endsWith('@invalid.example'))
      return Promise.resolve({ outcome: 'refused', reason: 'the mail server answered 550' });
    if (!this.inbox.some(({ messageId }) => messageId === mail.messageId)) this.inbox.push(mail);
    return Promise.resolve({ outcome: 'sent' });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
