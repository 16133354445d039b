import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { httpPaymentProvider } from './http-payment-provider.js';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const answer =
  (status: number, body: unknown): Behaviour =>
  (_, response) =>
    void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
const hangUp: Behaviour = ({ socket }) => void socket.destroy();
const sayNothing: Behaviour = () => undefined;

const CAPTURED = {
  status: 'captured',
  captureId: 'cap-1',
  amountCents: 100,
  capturedAt: '2026-01-05T10:00:00.000Z',
};
const captured = { outcome: 'captured', reference: 'cap-1', amountCents: 100, capturedAt: CAPTURED.capturedAt };
const stored = answer(200, { kind: 'capture', status: 'captured', response: CAPTURED });
const absent = answer(404, { error: 'nothing was asked for' });

describe('The HTTP client of the payment provider', () => {
  let server: Server;
  let url: string;
  let seen: { readonly act: string; readonly key: string | undefined }[];
  let onPost: Behaviour;
  /** One a look-up; the last one stays. */
  let onLookUp: Behaviour[];

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      request.resume();
      seen.push({ act: `${request.method} ${request.url}`, key: request.headers['idempotency-key'] as string });
      const nextLookUp = () => (onLookUp.length > 1 ? onLookUp.shift()! : onLookUp[0]!);
      (request.method === 'POST' ? onPost : nextLookUp())(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const provider = () => httpPaymentProvider({ url, deadlineMs: 150, lookUpDeadlineMs: 150 });
  const capture = () => provider().capture({ key: 'debit o/1', authorisationId: 'auth/1', amountCents: 100 });
  const posts = () => seen.filter(({ act }) => act.startsWith('POST'));
  const lookUps = () => seen.filter(({ act }) => act.startsWith('GET'));

  it('asks once, under the key given, and takes the answer', async () => {
    onPost = answer(201, CAPTURED);
    onLookUp = [absent];
    expect(await capture()).toEqual(captured);
    expect(seen).toEqual([{ act: 'POST /authorisations/auth%2F1/captures', key: 'debit o/1' }]);
  });

  it.each<[string, Behaviour]>([
    ['a 500', answer(500, { error: 'failed after acting' })],
    ['a 429', answer(429, {})],
    ['a page that is not JSON', answer(201, '<html>')],
    ['a socket that closes', hangUp],
    ['no answer in time', sayNothing],
  ])('learns by the key what came of %s, and does not act again', async (_, behaviour) => {
    onPost = behaviour;
    onLookUp = [stored];
    expect(await capture()).toEqual(captured);
    expect(posts()).toHaveLength(1);
    expect(lookUps()).toEqual([{ act: 'GET /operations/debit%20o%2F1', key: undefined }]);
  });

  it('learns a refusal by the key as well', async () => {
    onPost = hangUp;
    onLookUp = [answer(200, { response: { status: 'refused', reason: 'insufficient-funds' } })];
    expect(await capture()).toEqual({ outcome: 'refused', reason: 'insufficient-funds' });
  });

  it('asks for the key again while the act is on its way', async () => {
    onPost = hangUp;
    onLookUp = [absent, answer(500, {}), stored];
    expect(await capture()).toEqual(captured);
    expect([posts().length, lookUps().length]).toEqual([1, 3]);
  });

  it.each<[string, Behaviour]>([
    ['knows nothing of the key', absent],
    ['fails', answer(503, {})],
    ['says nothing', sayNothing],
  ])('says that the outcome is unknown if the look-up %s, after three tries', async (_, behaviour) => {
    onPost = hangUp;
    onLookUp = [behaviour];
    expect(await capture()).toEqual({ outcome: 'unknown' });
    expect([posts().length, lookUps().length]).toEqual([1, 3]);
  });

  it('says that the outcome is unknown if nobody listens', async () => {
    const nobody = httpPaymentProvider({ url: 'http://127.0.0.1:1', deadlineMs: 150, lookUps: 2 });
    expect(await nobody.void({ key: 'v-1', authorisationId: 'a' })).toEqual({ outcome: 'unknown' });
    expect(await nobody.lookUp('v-1')).toEqual({ outcome: 'unknown' });
  });

  it('tells a key that was never used from one that it cannot ask for', async () => {
    onLookUp = [absent, answer(500, {}), answer(404, '<html>no such page</html>'), stored];
    expect(await provider().lookUp('k')).toEqual({ outcome: 'absent' });
    expect(await provider().lookUp('k')).toEqual({ outcome: 'unknown' });
    expect(await provider().lookUp('k')).toEqual({ outcome: 'unknown' });
    expect(await provider().lookUp('k')).toEqual(captured);
  });

  it.each<[string, number, object]>([
    ['its key was used with another body', 422, { error: 'key was used with another body' }],
    ['a field is malformed', 400, { message: 'amountCents must be integer' }],
    ['the answer lacks its reference', 201, { ...CAPTURED, captureId: undefined }],
    ['the answer is of another act', 201, { status: 'voided' }],
    ['an amount is not in whole cents', 201, { ...CAPTURED, amountCents: 99.5 }],
  ])('throws if %s: nothing may be recorded from that', async (_, status, body) => {
    onPost = answer(status, body);
    onLookUp = [absent];
    await expect(capture()).rejects.toThrow();
    expect(posts()).toHaveLength(1);
  });
});
