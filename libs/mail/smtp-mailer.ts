import { Unavailable, inSpan } from '#event-sourcing';
import { createTransport } from 'nodemailer';
import { type Mailer } from './mailer.port.js';

const TIMEOUT_MS = 10_000;

/** Hands e-mails to an SMTP server. `url` such as `smtps://user:password@mail.example:465`; `from` an address. */
export const smtpMailer = ({ url, from }: { readonly url: string; readonly from: string }): Mailer => {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const transport = createTransport({ url, pool: true, ...timeouts });
  return {
    send: async ({ messageId, orderId, ...mail }) => {
      const headers = { 'X-Complet-Order': orderId, 'Auto-Submitted': 'auto-generated' };
      try {
        await inSpan('send e-mail', { role: 'client' }, () =>
          transport.sendMail({ ...mail, from, messageId: `<${messageId}>`, headers }),
        );
        return { outcome: 'sent' };
      } catch (error) {
        // What a server answers may name the address: only its code is kept. 5xx is for good (RFC 5321).
        const { responseCode, code } = error as { readonly responseCode?: number; readonly code?: string };
        if (responseCode !== undefined && responseCode >= 500)
          return { outcome: 'refused', reason: `the mail server answered ${responseCode}` };
        throw new Unavailable('mail server', `it answered ${responseCode ?? code ?? 'nothing'}`);
      }
    },
    close: () => {
      transport.close();
      return Promise.resolve();
    },
  };
};
