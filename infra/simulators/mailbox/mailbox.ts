import { type AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { DurableStore } from '../durable-store.js';
import { type Simulator, serve, simulatorApp } from '../simulator-process.js';
import { messagePage, messagesPage } from './pages.js';

export interface MailboxConfig {
  /** Of the page and the list; 0: a free one. */
  readonly port: number;
  /** Of the mail server; 0: a free one. */
  readonly smtpPort: number;
  readonly dataDir: string;
  /** The address to listen on. */
  readonly host?: string;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** What the header `X-Complet-Order` names. */
  readonly orderId?: string;
  readonly receivedAt: string;
  /** Counts messages, so that two of one millisecond keep their order. */
  readonly number: number;
}

export interface Mailbox extends Simulator {
  readonly smtpUrl: string;
}

/**
 * A mail server that keeps what it is handed, once a `Message-ID` (duplicate suppression, as delivery agents do it), and
 * shows it: `/` as a page, `GET /messages?to=&orderId=` as JSON (newest first).
 */
export const startMailbox = async ({
  port,
  host = '127.0.0.1',
  smtpPort,
  dataDir,
}: MailboxConfig): Promise<Mailbox> => {
  const store = new DurableStore(dataDir);
  const messages = store.map<ReceivedMessage>('messages');
  let lastNumber = messages.size;

  const receive = async (source: Buffer): Promise<void> => {
    const mail = await PostalMime.parse(source);
    const messageId = (mail.messageId ?? '').replace(/^<|>$/g, '');
    const orderId = mail.headers.find(({ key }) => key === 'x-complet-order')?.value;
    await messages.add(messageId, {
      ...{ messageId, to: mail.to?.[0]?.address ?? '', subject: mail.subject ?? '', text: mail.text ?? '' },
      ...(mail.html !== undefined && { html: mail.html }),
      ...(orderId !== undefined && { orderId }),
      ...{ receivedAt: new Date().toISOString(), number: ++lastNumber },
    });
  };
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, answer) =>
      answer(
        address.endsWith('@invalid.example')
          ? Object.assign(new Error('no such mailbox'), { responseCode: 550 })
          : null,
      ),
    onData: (stream, _session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => void receive(Buffer.concat(chunks)).then(() => answer(), answer));
    },
  });
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    smtp.server.once('error', reject);
    smtp.listen(smtpPort, host, resolve);
  });
  const smtpUrl = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;

  const app = simulatorApp();
  const newestFirst = () => [...messages.values()].sort((one, other) => other.number - one.number);
  app.get<{ Querystring: { to?: string; orderId?: string } }>('/messages', ({ query: { to, orderId } }) => ({
    items: newestFirst().filter(
      (message) => (to ?? message.to) === message.to && (orderId ?? message.orderId) === message.orderId,
    ),
  }));
  app.get('/', (_, reply) => reply.type('text/html; charset=utf-8').send(messagesPage(newestFirst())));
  app.get<{ Params: { number: string } }>('/messages/:number', ({ params: { number } }, reply) => {
    const message = newestFirst().find((one) => String(one.number) === number);
    return reply
      .code(message ? 200 : 404)
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .type('text/html; charset=utf-8')
      .send(message ? messagePage(message) : 'no such message');
  });
  const close = async () => {
    await new Promise<void>((resolve) => smtp.close(resolve));
    await store.close();
  };
  return { ...(await serve(app, port, { host, close })), smtpUrl };
};
