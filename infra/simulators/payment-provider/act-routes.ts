import { setTimeout as delay } from 'node:timers/promises';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type AuthorisationRequest, type Books } from './books.js';
import { type CardBehaviour, cardBehaviour } from './card-behaviour.js';
import { type Act, type Operation, type OperationKind, type Operations } from './operations.js';
import { amountSchema, authorisationSchema, emptySchema, headersSchema } from './request-schemas.js';
import { type KeptSettings } from './settings.js';
import { type Webhooks } from './webhooks.js';

export interface ActParts {
  readonly books: Books;
  readonly operations: Operations;
  readonly settings: KeptSettings;
  readonly webhooks: Webhooks;
  readonly slowMs: number;
  readonly stopping: AbortSignal;
}

/** What one request asks for: the act, what it is compared by when its key comes again, and the card it is about. */
interface Asked {
  readonly kind: OperationKind;
  readonly request: object;
  readonly cardToken: string | undefined;
  readonly act: () => Act;
}

interface ById {
  readonly Params: { readonly id: string };
  readonly Body: { readonly amountCents: number };
}

/** The four acts, each under the key of its `Idempotency-Key` header. */
export const actRoutes = (app: FastifyInstance, parts: ActParts): void => {
  const { books, settings } = parts;
  app.post<{ Body: AuthorisationRequest }>(
    '/authorisations',
    { schema: { headers: headersSchema, body: authorisationSchema } },
    (request, reply) => {
      const { body } = request;
      const act = () => books.authorise(body);
      return operate(parts, request, reply, { kind: 'authorisation', request: body, cardToken: body.cardToken, act });
    },
  );
  app.post<ById>(
    '/authorisations/:id/captures',
    { schema: { headers: headersSchema, body: amountSchema } },
    (request, reply) => {
      const { id: authorisationId } = request.params;
      const { amountCents } = request.body;
      return operate(parts, request, reply, {
        kind: 'capture',
        request: { authorisationId, amountCents },
        cardToken: books.authorisations.get(authorisationId)?.cardToken,
        act: () => books.capture(authorisationId, amountCents, settings.current.refuseCaptures),
      });
    },
  );
  app.post<Pick<ById, 'Params'>>(
    '/authorisations/:id/void',
    { schema: { headers: headersSchema, body: emptySchema } },
    (request, reply) => {
      const { id: authorisationId } = request.params;
      return operate(parts, request, reply, {
        kind: 'void',
        request: { authorisationId },
        cardToken: books.authorisations.get(authorisationId)?.cardToken,
        act: () => books.void(authorisationId),
      });
    },
  );
  app.post<ById>(
    '/captures/:id/refunds',
    { schema: { headers: headersSchema, body: amountSchema } },
    (request, reply) => {
      const { id: captureId } = request.params;
      const { amountCents } = request.body;
      return operate(parts, request, reply, {
        kind: 'refund',
        request: { captureId, amountCents },
        cardToken: books.captures.get(captureId)?.cardToken,
        act: () => books.refund(captureId, amountCents, settings.current.refuseRefunds),
      });
    },
  );
};

/** One act under its key, then the misbehaviour that the card or the settings ask for: once a key. */
const operate = async (
  { operations, settings, webhooks, slowMs, stopping: signal }: ActParts,
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  { kind, request, cardToken, act }: Asked,
): Promise<FastifyReply> => {
  const key = headers['idempotency-key'] as string;
  const { latencyMs } = settings.current;
  if (latencyMs > 0) await delay(latencyMs, undefined, { signal });
  const { operation, isNew } = await operations.obey({ key, kind, request }, act);
  if (isNew) {
    const { merchantReference, response } = operation;
    webhooks.send(settings.current, { kind, merchantReference, idempotencyKey: key, ...response });
    const card: CardBehaviour = cardBehaviour(cardToken) ?? {};
    if (card.slow) await delay(slowMs, undefined, { signal });
    if (card.failsAfterActing || settings.current.failAfterActing)
      return reply.code(500).send({ error: 'failed after acting' });
  }
  return reply.code(statusCodeOf(operation)).send(operation.response);
};

const statusCodeOf = ({ kind, response: { status, reason } }: Operation): number => {
  if (status !== 'refused') return kind === 'void' ? 200 : 201;
  if (reason === 'unknown-authorisation' || reason === 'unknown-capture') return 404;
  return kind === 'void' ? 409 : 402;
};
