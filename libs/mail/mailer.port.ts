/** An e-mail in both forms; what is shown is the same in each. */
export interface Mail {
  /** The same e-mail has the same, however often it is handed over: who delivers it suppresses the second (ADR 0011). */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The order it is about: the header `X-Complet-Order`. */
  readonly orderId: string;
}

export type MailResult = { readonly outcome: 'sent' } | { readonly outcome: 'refused'; readonly reason: string };

/** The mail server that takes e-mails on. Adapters: `smtpMailer` and `InMemoryMailer`. */
export interface Mailer {
  /** `sent` once the server has taken it on, `refused` if it never will. @throws Unavailable: try again */
  send(mail: Mail): Promise<MailResult>;
  close(): Promise<void>;
}
