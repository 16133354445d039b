import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { developmentKey, issueToken } from '#access';
import { PersonalData, customerStream } from '#customers';
import { connectEventStore } from '#eventstoredb';
import { opsOn } from './ops-command.js';
import { PERSON, type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

const OPS = new URL('../../dist/apps/ops/main.js', import.meta.url).pathname;
const WHY = 'the carrier asks where to deliver';

describe('A look at personal data (P08)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'complet-token-'));
  let shop: RunningSystem;
  let orderId = '';
  let env: Record<string, string> = {};
  const { ops, json } = opsOn(
    () => shop.dataDir,
    () => env,
  );
  const tokenOf = async (claims: Parameters<typeof issueToken>[1]) =>
    issueToken(await developmentKey(shop.dataDir), claims);
  const decrypt = ['--decrypt', '--reason', WHY];
  const recorded = async () => (await json('accesses', '--customer', 'zq')) as { by: string; streams: string[] }[];

  beforeAll(async () => {
    shop = await runSystem();
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    await shop.call('catalog', 'PUT', '/v1/products/a', product());
    orderId = (await shop.call('shop-front', 'POST', '/v1/orders', order([{ sku: 'a', quantity: 1 }]))).body.orderId;
  }, 60_000);
  afterAll(async () => {
    await shop.end();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);
  beforeEach(() => (env = {}));

  it('is refused to whoever gives no reason, no token, or one that may not: nothing is shown, nothing recorded', async () => {
    const refusal = async (...args: string[]) => {
      const { code, stdout, stderr } = await ops('timeline', orderId, ...args);
      expect([code, stdout]).toEqual([2, '']);
      return stderr;
    };
    expect(await refusal('--decrypt')).toContain('--reason');
    expect(await refusal(...decrypt)).toContain('COMPLET_TOKEN');
    env = { COMPLET_TOKEN: 'nonsense' };
    expect(await refusal(...decrypt)).toContain('ops: ');
    env = { COMPLET_TOKEN: await tokenOf({ role: 'customer-service', ttl: '-1s' }) };
    expect(await refusal(...decrypt)).toContain('ops: ');
    env = { COMPLET_TOKEN: await tokenOf({ role: 'warehouse' }) };
    expect(await refusal(...decrypt)).toContain('does not have the scope personal-data:read');
    expect(await recorded()).toEqual([]);
  }, 60_000);

  it('shows what is sealed, but never a card, and stands in the log with who, when and why', async () => {
    env = { COMPLET_TOKEN: await tokenOf({ role: 'customer-service' }) };
    const { stdout } = await ops('timeline', orderId, ...decrypt);
    expect(stdout).toContain(PERSON.street);
    expect(stdout).not.toContain('tok_visa');
    const [access, ...others] = await recorded();
    expect(access).toMatchObject({ customerId: 'zq', by: 'customer-service', role: 'customer-service', reason: WHY });
    expect([access!.streams, others]).toEqual([[`order-${orderId}`], []]);

    const file = join(folder, 'token');
    writeFileSync(file, `${await tokenOf({ role: 'operations' })}\n`);
    env = {};
    const events = await json('events', '--stream', customerStream('zq'), ...decrypt, '--token-file', file);
    expect(JSON.stringify(events)).toContain(PERSON.email);
    expect((await recorded()).map(({ by }) => by)).toEqual(['customer-service', 'operations']);
    expect((await ops('accesses', '--by', 'operations')).stdout).toContain(WHY);
    expect((await ops('timeline', orderId)).stdout).not.toContain(PERSON.street);
    expect(await recorded()).toHaveLength(2);
  }, 60_000);

  it('goes on with what comes, and records that too', async () => {
    const seen = { timeline: '', events: '' };
    const more = { ...process.env, DATA_DIR: shop.dataDir, COMPLET_TOKEN: await tokenOf({ role: 'operations' }) };
    const follow = (verb: keyof typeof seen, ...args: string[]) => {
      const child = execFile(process.execPath, [OPS, verb, ...args, '--follow', ...decrypt], { env: more });
      child.stdout!.on('data', (text: string) => (seen[verb] += text));
      return child;
    };
    const before = (await recorded()).length;
    const children = [follow('timeline', orderId), follow('events', '--stream', `order-${orderId}`)];
    try {
      await eventually(
        () => Promise.resolve(seen),
        ({ timeline, events }) => timeline.includes('OrderPlaced') && events.includes('OrderPlaced'),
        30_000,
      );
      const note = 'rappeler Zéphyrine au bureau';
      await shop.call('customer-service', 'POST', `/v1/orders/${orderId}/cancellation`, { reason: 'other', note });
      await eventually(
        () => Promise.resolve(seen),
        ({ timeline, events }) => timeline.includes(note) && events.includes(note),
        30_000,
      );
      expect((await recorded()).length - before).toBe(4);
    } finally {
      for (const child of children) child.kill();
      await delay(100);
    }
  }, 90_000);

  it('shows that a customer was erased, and does not fail', async () => {
    const store = connectEventStore({ url: shop.system.urls.eventstore });
    const data = new PersonalData({ store, masterKey: Buffer.alloc(32).toString('base64'), now: () => '' });
    await data.erase('zq', 'relation');
    await store.close();
    env = { COMPLET_TOKEN: await tokenOf({ role: 'operations' }) };
    const { code, stdout } = await ops('timeline', orderId, ...decrypt);
    expect([code, stdout.includes('(erased)'), stdout.includes(PERSON.street)]).toEqual([0, true, false]);
  }, 60_000);
});
