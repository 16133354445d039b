import { DurableStore } from '../durable-store.js';
import { type Simulator, serve, simulatorApp } from '../simulator-process.js';

export interface MailboxConfig {
  /** 0: a free one. */
  readonly port: number;
  readonly dataDir: string;
}

interface Message {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly orderId?: string;
}
interface ReceivedMessage extends Message {
  readonly receivedAt: string;
  /** Counts messages, so that two of one millisecond keep their order. */
  readonly number: number;
}

const text = { type: 'string' } as const;
const messageSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['messageId', 'to', 'subject', 'text'],
  properties: {
    messageId: { type: 'string', minLength: 1, maxLength: 256 },
    to: { type: 'string', minLength: 1 },
    subject: text,
    text,
    html: text,
    orderId: text,
  },
} as const;

/** Takes e-mails in: `POST /messages` (once a `messageId`), `GET /messages?to=&orderId=` (newest first). */
export const startMailbox = async ({ port, dataDir }: MailboxConfig): Promise<Simulator> => {
  const store = new DurableStore(dataDir);
  const messages = store.map<ReceivedMessage>('messages');
  let lastNumber = messages.size;

  const app = simulatorApp();
  app.post<{ Body: Message }>('/messages', { schema: { body: messageSchema } }, async ({ body }, reply) => {
    const { messageId } = body;
    const received = { ...body, receivedAt: new Date().toISOString(), number: ++lastNumber };
    const { isNew } = await messages.add(messageId, received);
    return reply.code(isNew ? 201 : 200).send({ messageId });
  });
  app.get<{ Querystring: { to?: string; orderId?: string } }>('/messages', ({ query: { to, orderId } }) => {
    const wanted = [...messages.values()].filter(
      (message) => (to ?? message.to) === message.to && (orderId ?? message.orderId) === message.orderId,
    );
    return { items: wanted.sort((one, other) => other.number - one.number) };
  });
  return serve(app, port, { close: () => store.close() });
};
