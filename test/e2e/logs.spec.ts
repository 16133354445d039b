import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { developmentKey, issueToken } from '#access';
import { connectRedis, connected } from '#redis';
import { type RunningSystem, PERSON, customer, eventually, order, product, runSystem } from './running-system.js';

const COMPANY = 'Quillfeather & Fils SARL';
const CITY = 'Saint-Épiphane-des-Prés';
const HOSTILE = '<script>alert("vermillon-sous-la-pluie")</script>';

/** As it is, in a URL, in JSON with escapes, and in base64: however it would come to stand in a line. */
const formsOf = (text: string): readonly string[] => [
  ...new Set([
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('base64url'),
  ]),
];

describe('What the processes print, measure and put into the queue', () => {
  let shop: RunningSystem;
  /** By what it is: none of it may be found. */
  const secrets = new Map<string, string>([
    ['name', PERSON.contactName],
    ['e-mail', PERSON.email],
    ['phone', PERSON.phone],
    ['street', PERSON.street],
    ['city', CITY],
    ['company', COMPANY],
    ['hostile name', HOSTILE],
    ['card', 'tok_visa'],
    ['refused card', 'tok_declined'],
  ]);
  const found = (where: string, text: string) =>
    [...secrets]
      .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
      .map(([what]) => `${what} in ${where}`);
  const place = async (sku: string, cardToken?: string): Promise<string> => {
    const { delivery, ...rest } = order([{ sku, quantity: 1 }], cardToken);
    const address = { ...delivery.address, city: CITY };
    const answer = await shop.call('shop-front', 'POST', '/v1/orders', { ...rest, delivery: { ...delivery, address } });
    expect(answer.status).toBe(201);
    return answer.body.orderId;
  };
  const reaches = (orderId: string, status: string) =>
    eventually(
      () => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`),
      ({ body }) => body?.status === status,
      40_000,
    );
  const linkOf = async (orderId: string): Promise<string> => {
    const { items } = await eventually(
      async () =>
        (await fetch(`${shop.system.urls.mailbox}/messages?orderId=${orderId}`)).json() as Promise<{
          items: { text: string }[];
        }>,
      (answer) => answer.items.length > 0,
    );
    return /https?:\S+/.exec(items[0]!.text)![0];
  };
  const raw = (url: string, headers: Record<string, string>, body?: string) =>
    fetch(url, { redirect: 'manual', headers, ...(body !== undefined && { method: 'POST', body }) });

  beforeAll(async () => {
    shop = await runSystem();
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', { ...customer(), companyName: COMPANY });
    for (const sku of ['a', 'b']) await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product({ name: HOSTILE }));
  }, 60_000);
  afterAll(() => shop.end(), 30_000);

  it('holds no secret, no token and nothing of a person (P08): whatever comes, goes wrong, or dies', async () => {
    const orderId = await place('a');
    await reaches(orderId, 'on-hold');
    await goWrong(orderId);
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'r-a', sku: 'a', quantity: 1 });
    await reaches(orderId, 'in-preparation');
    await shop.call('warehouse', 'POST', `/v1/orders/${orderId}/shipment`, { trackingNumber: '6A-log' });
    await reaches(await place('b', 'tok_declined'), 'payment-action-required');
    await partsDie();
    await reaches(await place('b'), 'on-hold');

    const folder = join(shop.dataDir, 'log');
    const texts = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
    // What the rest of this is worth: they do write, and of these very requests.
    const routes = ['/v1/orders/:orderId', '/suivi/:orderNumber', '/v1/tracking/:orderNumber', '/suivi/session'];
    const written = ['orders-api.log', 'tracking.log'].map((file) => texts.get(file)).join('\n');
    expect(routes.filter((route) => !written.includes(`"route":"${route}"`))).toEqual([]);
    for (const app of ['orders-api', 'tracking', 'projector', 'worker', 'desk'] as const)
      texts.set(`metrics of ${app}`, await (await fetch(`${shop.system.urls[app]}/metrics`)).text());
    texts.set('jobs', await jobs());
    expect([...texts].flatMap(([where, text]) => found(where, text))).toEqual([]);
  }, 180_000);

  /** Bad requests that carry what must not be written down, and every kind of token at every door. */
  const goWrong = async (orderId: string) => {
    const { 'orders-api': api, tracking } = shop.system.urls;
    const key = await developmentKey(shop.dataDir);
    const [service, own, foreign] = await Promise.all([
      issueToken(key, { role: 'shop-front' }),
      issueToken(key, { role: 'customer', customerId: 'zq' }),
      issueToken(key, { role: 'customer', customerId: 'another' }),
    ]);
    const link = await linkOf(orderId);
    const access = new URL(link).searchParams.get('access')!;
    for (const [what, secret] of Object.entries({ service, own, foreign, access }))
      secrets.set(`${what} token`, secret);
    for (const file of readdirSync(join(shop.dataDir, 'keys'))) {
      const text = readFileSync(join(shop.dataDir, 'keys', file), 'utf8').trim();
      secrets.set(file, file.endsWith('.jwk') ? (JSON.parse(text) as { d: string }).d : text);
    }
    const json = { authorization: `Bearer ${service}`, 'content-type': 'application/json' };
    const wrong = JSON.stringify({ ...order([{ sku: 'a', quantity: -1 }]), note: PERSON.email });
    const answers = [
      await raw(`${api}/v1/orders`, json, `{"contactName":"${PERSON.contactName}",`),
      await raw(`${api}/v1/orders`, json, wrong),
      await raw(`${api}/v1/orders?email=${encodeURIComponent(PERSON.email)}`, json, wrong),
      await raw(`${api}/v1/orders`, { ...json, authorization: `Bearer ${own}` }, wrong),
      await raw(`${api}/v1/orders/${encodeURIComponent(PERSON.contactName)}`, json),
      await raw(`${tracking}/v1/tracking/${encodeURIComponent(PERSON.email)}`, { authorization: `Bearer ${own}` }),
      await raw(`${tracking}/v1/tracking`, { authorization: `Bearer ${own}x` }),
      await raw(`${tracking}/v1/tracking`, { authorization: `Bearer ${foreign}` }),
      await raw(`${tracking}/v1/tracking?token=${own}`, {}),
      await raw(`${tracking}/suivi/unknown?access=${access}`, {}),
      await raw(`${tracking}/suivi/session`, { 'content-type': 'application/x-www-form-urlencoded' }, `token=${own}`),
    ];
    expect(answers.map(({ status }) => status)).not.toContain(500);
    const opened = await raw(link, {});
    const cookie = opened.headers.getSetCookie()[0]!.split(';')[0]!;
    secrets.set('session cookie', cookie.slice(cookie.indexOf('=') + 1));
    expect((await raw(new URL(opened.headers.get('location')!, link).href, { cookie })).status).toBe(200);
  };

  /** While a partner or a store is away, whoever needs it says so: of whom, it does not. */
  const partsDie = async () => {
    const waiting = place('b');
    for (const name of ['payment-provider', 'mailbox', 'redis', 'embedded-eventstoredb', 'worker', 'projector']) {
      shop.system.kill(name);
      await shop.call('shop-front', 'GET', '/v1/orders/unknown').catch(() => undefined);
      await shop.system.ready(name);
    }
    await waiting.catch(() => undefined);
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', {
      ...customer(),
      email: 'nobody@invalid.example',
      companyName: COMPANY,
    });
    secrets.set('refused address', 'nobody@invalid.example');
    const orderId = await place('b');
    await reaches(orderId, 'on-hold');
    await eventually(
      () => shop.call('customer-service', 'GET', '/v1/orders?flag=notice-undeliverable'),
      ({ body }) => body?.items?.length > 0,
    );
  };

  const jobs = async (): Promise<string> => {
    const redis = connectRedis(shop.system.urls.redis);
    await connected(redis);
    try {
      const keys = await redis.keys('{complet}:wake-ups:*');
      const hashes = await Promise.all(
        keys.map(async (key) => ((await redis.type(key)) === 'hash' ? JSON.stringify(await redis.hgetall(key)) : '')),
      );
      expect(hashes.join('').length).toBeGreaterThan(0);
      return [...keys, ...hashes].join('\n');
    } finally {
      redis.disconnect();
    }
  };
});
