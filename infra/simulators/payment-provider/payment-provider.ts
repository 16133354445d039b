import { setTimeout as delay } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Simulator, serve } from '../simulator-process.js';
import { CARDS } from './card-behaviour.js';
import { Ledger } from './ledger.js';
import { type WebhookSettings, sendWebhook } from './webhooks.js';

export interface PaymentProviderConfig extends WebhookSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly shortValidityMs: number;
  readonly slowMs: number;
  /** Milliseconds since the epoch; the machine's clock when left out. */
  readonly now?: () => number;
}

interface Settings extends WebhookSettings {
  readonly latencyMs: number;
  readonly failAfterActing: boolean;
  readonly refuseCaptures: boolean;
}

type Request = FastifyRequest<{
  Params: { id: string };
  Body: Record<string, never>;
  Querystring: { merchantReference?: string };
}>;

/** The simulated payment provider: README.md in this folder lists its interface. */
export const startPaymentProvider = async (config: PaymentProviderConfig): Promise<Simulator> => {
  const ledger = new Ledger(config.dataDir, config.now ?? Date.now, config.shortValidityMs);
  const { webhookUrl, webhookSecret, webhookCopies } = config;
  let settings: Settings = {
    ...(webhookUrl !== undefined && { webhookUrl }),
    webhookSecret,
    webhookCopies,
    latencyMs: 0,
    failAfterActing: false,
    refuseCaptures: false,
  };
  const app = Fastify({ bodyLimit: 64 * 1024 });

  const operate =
    (
      kind: string,
      act: (request: Request) => ReturnType<Ledger['authorise']>,
      cardOf: (request: Request) => string | undefined,
    ) =>
    async (request: Request, reply: FastifyReply) => {
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string' || key === '') return reply.code(400).send({ error: 'Idempotency-Key is missing' });
      const card = CARDS[cardOf(request) ?? ''] ?? {};
      if (card.slow || settings.latencyMs > 0) await delay(card.slow ? config.slowMs : settings.latencyMs);
      const { operation, isNew } = await ledger.obey(kind, key, { ...request.body, id: request.params.id }, () =>
        act(request),
      );
      if (isNew) void sendWebhook(settings, { kind, idempotencyKey: key, ...operation.response });
      if (isNew && (card.failsAfterActing || settings.failAfterActing))
        return reply.code(500).send({ error: 'after acting' });
      return reply.code(operation.response.status === 'refused' ? 402 : 201).send(operation.response);
    };

  app.post(
    '/authorisations',
    operate(
      'authorisation',
      ({ body }) => ledger.authorise(body as never),
      ({ body }) => body['cardToken'],
    ),
  );
  const cardOf = ({ params }: Request) => ledger.cardOf(params.id);
  app.post(
    '/authorisations/:id/captures',
    operate(
      'capture',
      ({ params, body }) =>
        settings.refuseCaptures
          ? { response: { status: 'refused', reason: 'insufficient-funds' } }
          : ledger.capture(params.id, Number(body['amountCents'])),
      cardOf,
    ),
  );
  app.post(
    '/authorisations/:id/void',
    operate('void', ({ params }) => ledger.void(params.id), cardOf),
  );
  app.post(
    '/captures/:id/refunds',
    operate(
      'refund',
      ({ params, body }) => ledger.refund(params.id, Number(body['amountCents'])),
      () => undefined,
    ),
  );
  app.get('/operations/:id', (request: Request, reply) => {
    const operation = ledger.lookUp(request.params.id);
    return operation
      ? reply.send(operation)
      : reply.code(404).send({ error: `nothing was asked for under ${request.params.id}` });
  });
  app.get('/captures', (request: Request, reply) =>
    reply.send({ items: ledger.capturesOf(request.query.merchantReference) }),
  );
  app.get('/totals', (_, reply) => reply.send(totalsOf(ledger)));
  app.put('/settings', (request: FastifyRequest<{ Body: Partial<Settings> }>, reply) => {
    settings = { ...settings, ...request.body };
    return reply.send(settings);
  });
  app.setErrorHandler((error, _, reply) =>
    reply.code(error instanceof RangeError ? 422 : 500).send({ error: String(error) }),
  );
  return serve(app, config.port, () => ledger.close());
};

const totalsOf = (ledger: Ledger) => {
  const captures = ledger.capturesOf();
  const references = new Set(captures.map(({ merchantReference }) => merchantReference));
  return {
    captures: captures.length,
    capturedCents: captures.reduce((sum, { amountCents }) => sum + amountCents, 0),
    refundedCents: captures.reduce((sum, { refundedCents }) => sum + refundedCents, 0),
    doubleCaptures: captures.length - references.size,
  };
};
