import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { smtpMailer } from '#mail';
import { findFreePort } from '../redis/free-port.js';
import { FakeOrdersApi } from './fake-orders-api.js';
import { SimulatorsUnderTest, call, eventually, itemsAt } from './simulators-under-test.js';

const ROOT = new URL('../..', import.meta.url).pathname;

/** The simulators as processes of their own, built into a folder that goes away again. */
describe('A simulator that is a process', () => {
  const simulators = new SimulatorsUnderTest();
  const built = simulators.folder();

  beforeAll(async () => {
    const swc = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
    const sources = ['infra/simulators', 'libs/configuration'];
    await promisify(execFile)(process.execPath, [swc, ...sources, '--out-dir', join(built, 'dist'), '--quiet'], {
      cwd: ROOT,
    });
    cpSync(join(ROOT, 'package.json'), join(built, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(built, 'node_modules'));
  }, 60_000);
  afterAll(() => simulators.end());

  interface Running {
    readonly url: string;
    readonly child: ChildProcess;
    readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
    stop(): Promise<unknown>;
  }

  const launch = async (name: string, env: Record<string, string>): Promise<Running> => {
    const child = spawn(process.execPath, [join(built, 'dist/infra/simulators', name, 'main.js')], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const end = async (signal: NodeJS.Signals) => {
      child.kill(signal);
      return (await exited)[0];
    };
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    for await (const line of createInterface({ input: child.stdout })) {
      const url = new RegExp(`^${name} listening on (http://127\\.0\\.0\\.1:\\d+)$`).exec(line)?.[1];
      if (url) return { url, child, end, stop: () => end('SIGKILL') };
    }
    await exited;
    throw new Error(errors);
  };
  const run = (name: string, env: Record<string, string>) => simulators.run(launch(name, env));

  it.each(['SIGTERM', 'SIGINT'] as const)('says where it listens, and ends well on %s', async (signal) => {
    const { end } = await run('mailbox', { DATA_DIR: simulators.folder() });
    expect(await end(signal)).toBe(0);
  });

  it.each([
    ['payment-provider', { SLOW_MS: 'soon' }, /SLOW_MS must be a whole number, not soon/],
    ['payment-provider', { WEBHOOK_URL: 'nowhere' }, /WEBHOOK_URL must be a URL, not nowhere/],
    ['warehouse', { ORDERS_API_URL: 'http://127.0.0.1:1', TOKEN: 't' }, /CARRIER_URL must be set/],
    ['carrier', { ORDERS_API_URL: 'http://127.0.0.1:1' }, /TOKEN must be set/],
  ])('names what is wrong in the environment of the %s: %j', async (name, env, message) => {
    await expect(launch(name, { DATA_DIR: simulators.folder(), ...env })).rejects.toThrow(message);
  });

  it('forgets nothing that the payment provider answered, killed in the middle of it, and captures nothing twice', async () => {
    const DATA_DIR = simulators.folder();
    const answered = new Map<string, unknown>();
    const captures = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const provider = await run('payment-provider', { DATA_DIR });
      const act = async (path: string, key: string, body: object) => {
        const reply = await call('POST', `${provider.url}${path}`, body, key);
        answered.set(key, reply.body);
        return reply.body;
      };
      const buy = async (n: number): Promise<void> => {
        const reference = `order-${round}-${n}`;
        const card = { cardToken: 'tok_visa', amountCents: 100, initiator: 'customer' };
        const { authorisationId } = await act('/authorisations', `a-${reference}`, {
          merchantReference: reference,
          ...card,
        });
        await act(`/authorisations/${authorisationId}/captures`, `c-${reference}`, { amountCents: 100 });
        captures.add(reference);
        if (captures.size === (round + 1) * 50) provider.child.kill('SIGKILL');
      };
      const buyers = Array.from({ length: 32 }, async (_, lane) => {
        for (let n = lane; ; n += 32) {
          const isDead = await buy(n).then(
            () => false,
            () => true,
          );
          if (isDead) return;
        }
      });
      await Promise.all(buyers);
      await provider.end('SIGKILL');
    }
    const { url } = await run('payment-provider', { DATA_DIR });
    expect(answered.size).toBeGreaterThanOrEqual(300);
    for (const [key, body] of answered)
      expect((await call('GET', `${url}/operations/${key}`)).body).toMatchObject({ response: body });
    const totals = (await call('GET', `${url}/totals`)).body;
    expect(totals).toMatchObject({ doubleCaptures: 0 });
    expect(totals.captures).toBeGreaterThanOrEqual(captures.size);
  });

  it('ships and delivers every order once, though warehouse and carrier are killed on the way', async () => {
    const api = await simulators.run(new FakeOrdersApi().start());
    const numbers = new Map<string, Set<string>>();
    const shipped = new Set<string>();
    api.onShipment = ({ orderId, body }) => {
      numbers.set(orderId, (numbers.get(orderId) ?? new Set()).add(body['trackingNumber']!));
      shipped.add(orderId);
      api.preparations.delete(orderId);
      return { status: 200 };
    };
    const delivered = new Set<string>();
    api.onUpdate = ({ orderId }) => {
      delivered.add(orderId);
      return { status: 200 };
    };
    const orderIds = Array.from({ length: 200 }, (_, n) => `order-${n}`);
    api.release('customer', ...orderIds);
    const own = { ORDERS_API_URL: api.url, TOKEN: 't', POLL_MS: '20', CONCURRENCY: '4', DELIVERY_DELAY_MS: '20' };
    const carrierEnv = { ...own, DATA_DIR: simulators.folder() };
    const warehouseEnv = { ...own, DATA_DIR: simulators.folder() };

    let carrier = await run('carrier', carrierEnv);
    for (const killAfter of [20, 80]) {
      const warehouse = await run('warehouse', { ...warehouseEnv, CARRIER_URL: carrier.url });
      await eventually(
        () => shipped.size,
        (size) => size >= killAfter,
      );
      await Promise.all([warehouse.end('SIGKILL'), carrier.end('SIGKILL')]);
      carrier = await run('carrier', carrierEnv);
    }
    await run('warehouse', { ...warehouseEnv, CARRIER_URL: carrier.url });
    await eventually(
      () => delivered.size,
      (size) => size === orderIds.length,
    );
    for (const orderId of orderIds) expect(numbers.get(orderId)!.size).toBe(1);
    const taken = await itemsAt<{ orderId: string; trackingNumber: string }>(`${carrier.url}/parcels`);
    expect(taken).toHaveLength(orderIds.length);
    for (const { orderId, trackingNumber } of taken) expect(numbers.get(orderId)).toEqual(new Set([trackingNumber]));
  });

  it('keeps the messages of a mailbox that is killed', async () => {
    const DATA_DIR = simulators.folder();
    const port = await findFreePort();
    const first = await run('mailbox', { DATA_DIR, SMTP_PORT: String(port) });
    const mailer = smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'suivi@boutique-pro.example' });
    const message = { messageId: 'm-1', to: 'camille@example.org', subject: 'Bonjour', orderId: 'o-1' };
    await mailer.send({ ...message, text: 'Bonjour', html: '<p>Bonjour</p>' });
    await mailer.close();
    await first.end('SIGKILL');
    const { url } = await run('mailbox', { DATA_DIR });
    expect(await itemsAt(`${url}/messages`)).toMatchObject([message]);
  });
});
