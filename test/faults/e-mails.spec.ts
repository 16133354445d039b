import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { connectRedis, connected } from '#redis';
import {
  type Reply,
  type RunningSystem,
  PERSON,
  customer,
  eventually,
  order,
  product,
  runSystem,
} from '../e2e/running-system.js';

/** What an order is written about, and how one comes to it: `prepare` up to the point, `act` past it. */
interface Occasion {
  /** @returns the order's id, if it has one by then */
  readonly prepare: () => Promise<string>;
  /** @returns the order's id */
  readonly act: (orderId: string) => Promise<string>;
}

const PROCESSES = ['worker', 'mailbox', 'projector', 'redis', 'orders-api', 'embedded-eventstoredb'];
/** When an occasion comes, before the process is killed: its e-mail is out, is being sent, or must wait. */
const BEFORE_THE_KILL_MS = [120, 30, -30];
const relay = { method: 'chronorelais', relayPointId: 'r-1' };
const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600 * 1000).toISOString();

describe('Every kind of e-mail is sent once, whichever process is killed around it', () => {
  let shop: RunningSystem;
  /** Asks until somebody answers: the same command again is the same command. */
  const insist = async (role: Parameters<RunningSystem['call']>[0], path: string, body: object): Promise<Reply> => {
    const headers = { 'Idempotency-Key': randomUUID() };
    for (;;) {
      const reply = await shop.call(role, 'POST', path, body, headers).catch(() => undefined);
      if (reply && reply.status < 500) return reply;
      await delay(50);
    }
  };
  const post = async (role: Parameters<RunningSystem['call']>[0], orderId: string, what: string, body: object = {}) => {
    const reply = await insist(role, `/v1/orders/${orderId}/${what}`, body);
    if (reply.status >= 400) throw new Error(`${what}: ${JSON.stringify(reply.body)}`);
    return orderId;
  };
  const place = async (sku: string, fields: object = {}, cardToken?: string): Promise<string> => {
    const reply = await insist('shop-front', '/v1/orders', { ...order([{ sku, quantity: 1 }], cardToken), ...fields });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
    return reply.body.orderId;
  };
  const reaches = (orderId: string, status: string) =>
    eventually(
      () => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`),
      ({ body }) => body?.status === status,
      40_000,
    );
  const ready = async (fields: object = {}) => {
    const orderId = await place('there', fields);
    await reaches(orderId, 'in-preparation');
    return orderId;
  };
  const shipped = async (fields: object = {}) => {
    const orderId = await ready(fields);
    await post('warehouse', orderId, 'shipment', { trackingNumber: `6A-${orderId.slice(0, 8)}` });
    return orderId;
  };
  const withdrawn = async () => {
    const orderId = await shipped();
    await post('carrier', orderId, 'delivery-updates', { status: 'delivered', at: daysAgo(1) });
    await post('customer-service', orderId, 'withdrawal');
    return orderId;
  };
  const arrivesAtRelay = (days: number) => (orderId: string) =>
    post('carrier', orderId, 'delivery-updates', { status: 'available-at-relay', at: daysAgo(days) });
  const unplaced = () => Promise.resolve('');
  const held = async () => {
    const orderId = await place('missing');
    await reaches(orderId, 'on-hold');
    return orderId;
  };
  const occasions: Readonly<Record<string, Occasion>> = {
    registered: { prepare: unplaced, act: () => place('there') },
    'on-hold': { prepare: unplaced, act: () => place('missing') },
    'payment-action-required': { prepare: unplaced, act: () => place('there', {}, 'tok_declined') },
    shipped: {
      prepare: ready,
      act: (orderId) => post('warehouse', orderId, 'shipment', { trackingNumber: '6A-kill' }),
    },
    'available-for-pick-up': { prepare: () => shipped({ delivery: relay }), act: arrivesAtRelay(0) },
    'not-collected': { prepare: () => shipped({ delivery: relay }), act: arrivesAtRelay(20) },
    cancelled: { prepare: held, act: (id) => post('shop-front', id, 'cancellation', { reason: 'customer-request' }) },
    refused: { prepare: held, act: (id) => post('customer-service', id, 'refusal', { reason: 'eligibility' }) },
    refunded: {
      prepare: withdrawn,
      act: (id) => post('warehouse', id, 'return-receipt', { receivedAt: daysAgo(0) }),
    },
  };

  /** Kinds of the e-mails in the mailbox by order, and to whom they went. */
  const mailbox = async (): Promise<Map<string, string[]>> => {
    const response = await fetch(`${shop.system.urls.mailbox}/messages`);
    const { items } = (await response.json()) as { items: { messageId: string; to: string; orderId: string }[] };
    const kinds = new Map<string, string[]>();
    for (const { messageId, to, orderId } of items) {
      expect(to).toBe(PERSON.email);
      const kind = messageId.split('-').slice(0, -5).join('-');
      kinds.set(orderId, [...(kinds.get(orderId) ?? []), kind]);
    }
    return kinds;
  };
  const forgetEverything = async () => {
    const redis = connectRedis(shop.system.urls.redis);
    await connected(redis);
    await redis.flushall();
    redis.disconnect();
  };

  beforeAll(async () => {
    shop = await runSystem();
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    for (const sku of ['there', 'missing']) await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product());
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'r-1', sku: 'there', quantity: 1000 });
  }, 60_000);
  afterAll(() => shop.end(), 30_000);

  it.each(PROCESSES)(
    '%s',
    async (name) => {
      const cases = Object.entries(occasions).flatMap(([kind, occasion]) =>
        BEFORE_THE_KILL_MS.map((ms) => ({ kind, ms, ...occasion })),
      );
      const prepared = await Promise.all(cases.map(async (each) => ({ ...each, orderId: await each.prepare() })));
      const acting = prepared.map(async ({ kind, ms, act, orderId }) => {
        await delay(BEFORE_THE_KILL_MS[0]! - ms);
        return { kind, orderId: await act(orderId) };
      });
      await delay(BEFORE_THE_KILL_MS[0]);
      shop.system.kill(name);
      await shop.system.ready(name);
      const orders = await Promise.all(acting);
      const owed = await eventually(
        async () => {
          const mails = await mailbox();
          return orders.filter(({ kind, orderId }) => !mails.get(orderId)?.includes(kind));
        },
        (missing) => missing.length === 0,
        60_000,
      );
      expect(owed).toEqual([]);
    },
    180_000,
  );

  it('and none again, though every view and every job is made anew', async () => {
    const before = await mailbox();
    const twice = [...before].filter(([, kinds]) => new Set(kinds).size !== kinds.length);
    expect(twice).toEqual([]);
    await forgetEverything();
    const orderId = await held();
    await eventually(
      async () => (await mailbox()).get(orderId)?.length ?? 0,
      (count) => count === 2,
    );
    const after = await mailbox();
    after.delete(orderId);
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
  }, 60_000);
});
