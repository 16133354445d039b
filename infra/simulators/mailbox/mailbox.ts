import Fastify, { type FastifyRequest } from 'fastify';
import { DurableStore } from '../durable-store.js';
import { type Simulator, serve } from '../simulator-process.js';

interface Message {
  readonly messageId: string;
  readonly to: string;
  readonly orderId?: string;
}

/** Takes e-mails in: `POST /messages` (once a `messageId`), `GET /messages?to=&orderId=`. */
export const startMailbox = async ({
  port,
  dataDir,
}: {
  readonly port: number;
  readonly dataDir: string;
}): Promise<Simulator> => {
  const store = new DurableStore(dataDir);
  const messages = store.map<Message & { receivedAt: string }>('messages');
  const app = Fastify();
  app.post('/messages', async (request: FastifyRequest<{ Body: Message }>, reply) => {
    const { messageId } = request.body;
    if (messages.get(messageId)) return reply.code(200).send({ messageId });
    await messages.put(messageId, { ...request.body, receivedAt: new Date().toISOString() });
    return reply.code(201).send({ messageId });
  });
  app.get('/messages', (request: FastifyRequest<{ Querystring: { to?: string; orderId?: string } }>, reply) => {
    const { to, orderId } = request.query;
    const wanted = (message: Message) =>
      (to ?? message.to) === message.to && (orderId ?? message.orderId) === message.orderId;
    const items = [...messages.getRange()].map(({ value }) => value).filter(wanted);
    return reply.send({ items: items.sort((one, other) => other.receivedAt.localeCompare(one.receivedAt)) });
  });
  return serve(app, port, () => store.close());
};
