import { setTimeout as delay } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Simulator, serve } from '../simulator-process.js';
import { CARDS, type CardBehaviour } from './card-behaviour.js';
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

type Act = (request: Request) => ReturnType<Ledger['authorise']>;

/** The simulated payment provider: authorises, captures, voids, refunds; once a key. */
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
  const route = (path: string, kind: string, act: Act, cardOf: (request: Request) => string | undefined) =>
    app.post(path, (request: Request, reply) => {
      const card = CARDS[cardOf(request) ?? ''] ?? {};
      return operate({ ledger, settings, slowMs: config.slowMs }, kind, card, act, request, reply);
    });
  const authorised = ({ params }: Request) => ledger.cardOf(params.id);
  const capture: Act = ({ params, body }) =>
    settings.refuseCaptures
      ? { response: { status: 'refused', reason: 'insufficient-funds' } }
      : ledger.capture(params.id, Number(body['amountCents']));
  const refund: Act = ({ params, body }) => ledger.refund(params.id, Number(body['amountCents']));

  route(
    '/authorisations',
    'authorisation',
    ({ body }) => ledger.authorise(body as never),
    ({ body }) => body['cardToken'],
  );
  route('/authorisations/:id/captures', 'capture', capture, authorised);
  route('/authorisations/:id/void', 'void', ({ params }) => ledger.void(params.id), authorised);
  route('/captures/:id/refunds', 'refund', refund, () => undefined);
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

/** One act under its key, then the misbehaviour that the card or the settings ask for. */
const operate = async (
  { ledger, settings, slowMs }: { readonly ledger: Ledger; readonly settings: Settings; readonly slowMs: number },
  kind: string,
  card: CardBehaviour,
  act: Act,
  request: Request,
  reply: FastifyReply,
) => {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return reply.code(400).send({ error: 'Idempotency-Key is missing' });
  const pauseMs = card.slow ? slowMs : settings.latencyMs;
  if (pauseMs > 0) await delay(pauseMs);
  const { operation, isNew } = await ledger.obey(kind, key, { ...request.body, id: request.params.id }, () =>
    act(request),
  );
  if (isNew) void sendWebhook(settings, { kind, idempotencyKey: key, ...operation.response });
  const isSilent = isNew && (card.failsAfterActing || settings.failAfterActing);
  if (isSilent) return reply.code(500).send({ error: 'failed after acting' });
  return reply.code(operation.response.status === 'refused' ? 402 : 201).send(operation.response);
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
