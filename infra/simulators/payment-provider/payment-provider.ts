import { type FastifyInstance } from 'fastify';
import { DurableStore } from '../durable-store.js';
import { type Simulator, serve, simulatorApp } from '../simulator-process.js';
import { actRoutes } from './act-routes.js';
import { Books } from './books.js';
import { Operations } from './operations.js';
import { KeptSettings, type Settings, settingsSchema } from './settings.js';
import { Webhooks } from './webhooks.js';

export interface PaymentProviderConfig {
  /** 0: a free one. */
  readonly port: number;
  /** The address to listen on. */
  readonly host?: string;
  readonly dataDir: string;
  /** Validity of an authorisation on `tok_short_validity`. */
  readonly shortValidityMs: number;
  /** How long `tok_slow` takes to answer. */
  readonly slowMs: number;
  /** Empty: no notifications. */
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** Milliseconds since the epoch; the machine's clock when left out. */
  readonly now?: () => number;
}

/** The simulated payment provider: authorises, captures, voids, refunds; once a key. */
export const startPaymentProvider = async (config: PaymentProviderConfig): Promise<Simulator> => {
  const { webhookUrl, webhookSecret, shortValidityMs, slowMs, now = Date.now } = config;
  const store = new DurableStore(config.dataDir);
  const books = new Books(store, { now, shortValidityMs });
  const operations = new Operations(store);
  const settings = new KeptSettings(store, {
    webhookUrl,
    webhookSecret,
    webhookCopies: 1,
    latencyMs: 0,
    failAfterActing: false,
    refuseCaptures: false,
    refuseRefunds: false,
  });
  const stopping = new AbortController();
  const webhooks = new Webhooks(stopping.signal);

  const app = simulatorApp();
  actRoutes(app, { books, operations, settings, webhooks, slowMs, stopping: stopping.signal });
  readingRoutes(app, books, operations);
  app.put<{ Body: Partial<Settings> }>('/settings', { schema: { body: settingsSchema } }, ({ body }) =>
    settings.change(body),
  );
  return serve(app, config.port, {
    host: config.host,
    halt: () => stopping.abort(),
    close: async () => {
      await webhooks.ended();
      await store.close();
    },
  });
};

const readingRoutes = (app: FastifyInstance, books: Books, operations: Operations): void => {
  app.get<{ Params: { key: string } }>('/operations/:key', async ({ params: { key } }, reply) => {
    const operation = await operations.lookUp(key);
    return reply.code(operation ? 200 : 404).send(operation ?? { error: `nothing was asked for under ${key}` });
  });
  app.get<{ Querystring: { merchantReference?: string } }>('/captures', ({ query: { merchantReference } }) => ({
    items: merchantReference === undefined ? [...books.captures.values()] : books.capturesOf(merchantReference),
  }));
  app.get('/totals', () => totalsOf(books));
};

/** For audits: what went in and out, and who was debited more than once. */
const totalsOf = (books: Books) => {
  const captures = [...books.captures.values()];
  const sum = (cents: readonly number[]) => cents.reduce((total, each) => total + each, 0);
  const once = new Set<string>();
  const again = new Set<string>();
  for (const { merchantReference } of captures) (once.has(merchantReference) ? again : once).add(merchantReference);
  return {
    authorisations: books.authorisations.size,
    captures: captures.length,
    capturedCents: sum(captures.map(({ amountCents }) => amountCents)),
    refundedCents: sum(captures.map(({ refundedCents }) => refundedCents)),
    doubleCaptures: again.size,
    capturedTwice: [...again],
  };
};
