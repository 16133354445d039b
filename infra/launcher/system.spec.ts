import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BackOff } from './back-off.js';
import { startSystem } from './start-system.js';
import { type System } from './system.js';

const temporary = mkdtempSync(join(tmpdir(), 'complet-system-'));
const distDir = join(temporary, 'dist');
const dataDir = join(temporary, 'data');
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Programs that stand in for ours: they listen, answer /health/ready and tell their environment. */
const fake = `
  const own = require('path').basename(require('path').dirname(__filename));
  const variable = { 'orders-api': 'ORDERS_API_PORT', tracking: 'TRACKING_PORT', projector: 'PROJECTOR_PORT', worker: 'WORKER_PORT', desk: 'DESK_PORT' }[own];
  const port = process.env[variable] ?? process.env.PORT ?? process.argv.at(-1);
  require('http').createServer((request, response) => response.end(JSON.stringify(process.env))).listen(port, '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));`;
const programs = [
  ...['orders-api', 'tracking', 'projector', 'worker', 'desk'].map((app) => `apps/${app}/main.js`),
  ...['payment-provider', 'mailbox', 'warehouse', 'carrier'].map((name) => `infra/simulators/${name}/main.js`),
  'infra/embedded-eventstoredb/main.js',
];

function writeProgram(path: string, code: string): void {
  mkdirSync(dirname(join(distDir, path)), { recursive: true });
  writeFileSync(join(distDir, path), code);
}

const systems: System[] = [];
afterEach(async () => {
  await Promise.all(systems.splice(0).map((system) => system.stop()));
});

async function start(env: Record<string, string> = {}, folder = dataDir): Promise<System> {
  const system = await startSystem({
    dataDir: folder,
    distDir,
    env,
    sampleShop: false,
    backOff: () => new BackOff({ firstDelayMs: 5, maxDelayMs: 20, resetAfterMs: 10_000 }),
  });
  systems.push(system);
  return system;
}

const environmentOf = async (url: string): Promise<Record<string, string>> =>
  (await (await fetch(`${url}/health/ready`)).json()) as Record<string, string>;

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

beforeAll(() => {
  for (const program of programs) writeProgram(program, fake);
  writeProgram('apps/ops/token.js', "console.log('token-of-' + process.argv.at(-1))");
});

describe('A system', () => {
  it('runs every process, with its id in a file and the URLs of the contract beside', async () => {
    const system = await start();
    const run = join(dataDir, 'run');
    const names = [
      'desk',
      'embedded-eventstoredb',
      'mailbox',
      'orders-api',
      'payment-provider',
      'projector',
      'redis',
      'tracking',
      'worker',
    ];
    expect(Object.keys(system.pids).sort()).toEqual(names);
    for (const name of names) expect(readFileSync(join(run, `${name}.pid`), 'utf8')).toBe(`${system.pids[name]}\n`);
    expect(JSON.parse(readFileSync(join(run, 'urls.json'), 'utf8'))).toEqual(system.urls);

    const pids = Object.values(system.pids);
    await system.stop();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(readdirSync(run)).toEqual(['ports.json']);
  });

  it('tells each app where the others are, on the same ports as the last time', async () => {
    const first = await start();
    await first.stop();
    const system = await start();
    expect(system.urls).toEqual(first.urls);
    const env = await environmentOf(system.urls.worker);
    expect(env).toMatchObject({
      EVENTSTORE_URL: system.urls.eventstore,
      REDIS_URL: system.urls.redis,
      PAYMENT_PROVIDER_URL: system.urls['payment-provider'],
      SMTP_URL: system.urls.smtp,
      TRACKING_URL: system.urls.tracking,
      DATA_DIR: dataDir,
      MASTER_KEY: readFileSync(join(dataDir, 'keys', 'master.key'), 'utf8').trim(),
    });
    expect(await environmentOf(system.urls['payment-provider'])).toMatchObject({
      DATA_DIR: join(dataDir, 'payment-provider'),
      WEBHOOK_URL: `${system.urls['orders-api']}/v1/payment-notifications`,
      WEBHOOK_SECRET: env.PAYMENT_WEBHOOK_SECRET,
    });
  });

  it('has a process that was killed again, on the same port', async () => {
    const system = await start();
    for (const name of Object.keys(system.pids)) {
      const killed = system.kill(name);
      await system.ready(name);
      expect(system.pids[name]).not.toBe(killed);
    }
  });

  it('takes external services where the environment names them', async () => {
    const other = await start();
    const external = { EVENTSTORE_URL: other.urls.eventstore, REDIS_URL: other.urls.redis };
    const system = await start(external, join(temporary, 'second'));
    expect(Object.keys(system.pids)).not.toContain('redis');
    expect(Object.keys(system.pids)).not.toContain('embedded-eventstoredb');
    expect(system.urls).toMatchObject({ eventstore: other.urls.eventstore, redis: other.urls.redis });
  });

  it('simulates warehouse and carrier when asked, each with a token of its role', async () => {
    const system = await start({ SIMULATE_WAREHOUSE: '1' });
    expect(await environmentOf(system.urls.warehouse as string)).toMatchObject({
      ORDERS_API_URL: system.urls['orders-api'],
      CARRIER_URL: system.urls.carrier,
      TOKEN: 'token-of-warehouse',
    });
    expect((await environmentOf(system.urls.carrier as string)).TOKEN).toBe('token-of-carrier');
  });

  it('leaves a running system alone when another is started on its folder', async () => {
    const system = await start();
    await expect(start()).rejects.toThrow(/already runs on/);
    expect(existsSync(join(dataDir, 'run', 'urls.json'))).toBe(true);
    expect(Object.keys(system.pids)).toHaveLength(9);
  });

  it('leaves nothing running when a part does not come up', async () => {
    writeProgram('apps/worker/main.js', "console.error('MASTER_KEY is wrong'); process.exit(1)");
    await expect(start()).rejects.toThrow(/worker does not start/);
    writeProgram('apps/worker/main.js', fake);
    expect(readdirSync(join(dataDir, 'run'))).toEqual(['ports.json']);
  });
});
