import { createHmac } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { SimulatorsUnderTest, call, eventually } from '../simulators-under-test.js';
import { startPaymentProvider } from './payment-provider.js';
import { authorisation, authorise, captureOf, configured } from './provider-under-test.js';

const simulators = new SimulatorsUnderTest();
afterAll(() => simulators.end());

describe('The notifications of the provider', () => {
  interface Received {
    readonly signature: string;
    readonly raw: string;
    readonly body: Readonly<Record<string, unknown>>;
  }
  let merchant: FastifyInstance;
  let received: Received[];
  let failures: number;
  let webhookUrl: string;
  beforeEach(async () => {
    received = [];
    failures = 0;
    merchant = Fastify();
    merchant.addContentTypeParser('application/json', { parseAs: 'string' }, (_, raw, done) => done(null, raw));
    merchant.post('/webhook', ({ body, headers }, reply) => {
      const raw = body as string;
      received.push({ raw, signature: headers['x-signature'] as string, body: JSON.parse(raw) as Received['body'] });
      return reply.code(failures-- > 0 ? 503 : 202).send();
    });
    webhookUrl = `${await merchant.listen({ host: '127.0.0.1', port: 0 })}/webhook`;
  });
  afterEach(() => {
    merchant.server.closeAllConnections();
    return merchant.close();
  });

  it('tell each act once, signed, with its key and its order', async () => {
    const { url } = await simulators.run(startPaymentProvider(configured(simulators.folder(), { webhookUrl })));
    const body = authorisation();
    const authorised = await call('POST', `${url}/authorisations`, body, 'key-of-this');
    await call('POST', `${url}/authorisations`, body, 'key-of-this');
    await captureOf(url, authorised, 'key-of-that');
    await eventually(
      () => received,
      ({ length }) => length === 2,
    );
    const told = (kind: string) => received.find((one) => one.body['kind'] === kind)!;
    const { merchantReference } = body;
    expect(told('authorisation').body).toEqual({
      eventId: expect.any(String),
      kind: 'authorisation',
      merchantReference,
      idempotencyKey: 'key-of-this',
      ...authorised.body,
    });
    expect(told('capture').body).toMatchObject({
      status: 'captured',
      merchantReference,
      idempotencyKey: 'key-of-that',
    });
    for (const { raw, signature } of received)
      expect(signature).toBe(`sha256=${createHmac('sha256', 'a secret').update(raw).digest('hex')}`);
  });

  it('come twice, the same, when set so', async () => {
    const { url } = await simulators.run(startPaymentProvider(configured(simulators.folder())));
    await call('PUT', `${url}/settings`, { webhookUrl, webhookSecret: 'set', webhookCopies: 2 });
    await authorise(url, { cardToken: 'tok_declined' });
    await eventually(
      () => received,
      ({ length }) => length === 2,
    );
    expect(received[0]).toEqual(received[1]);
    expect(received[0]!.body).toMatchObject({ kind: 'authorisation', status: 'refused', reason: 'declined' });
    expect(received[0]!.signature).toBe(`sha256=${createHmac('sha256', 'set').update(received[0]!.raw).digest('hex')}`);
  });

  it('come again while the merchant fails, and stay the same notification', async () => {
    failures = 2;
    const { url } = await simulators.run(startPaymentProvider(configured(simulators.folder(), { webhookUrl })));
    await authorise(url);
    await eventually(
      () => received,
      ({ length }) => length === 3,
    );
    expect(new Set(received.map(({ body }) => body['eventId'])).size).toBe(1);
  });
});
