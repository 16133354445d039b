import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Environment } from '#configuration';
import { readConfig as desk } from '../../apps/desk/config.js';
import { readConfig as ordersApi } from '../../apps/orders-api/config.js';
import { readConfig as projector } from '../../apps/projector/config.js';
import { readConfig as tracking } from '../../apps/tracking/config.js';
import { readConfig as worker } from '../../apps/worker/config.js';
import { readConfig as mailbox } from '../../infra/simulators/mailbox/config.js';
import { readConfig as paymentProvider } from '../../infra/simulators/payment-provider/config.js';
import { root } from './sources.js';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number | null>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
type ReadConfig = (env: Environment) => { readonly port: number; readonly host?: string };

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const compose = read('docker-compose.yml');
const { services } = parse(compose, { merge: true }) as { services: Readonly<Record<string, Service>> };
const dockerfile = read('Dockerfile');
const readme = read('README.md');

const apps: [string, ReadConfig][] = [
  ['orders-api', ordersApi],
  ['tracking', tracking],
  ['projector', projector],
  ['worker', worker],
  ['desk', desk],
];
const partners: [string, ReadConfig][] = [
  ['payment-provider', paymentProvider],
  ['mailbox', mailbox],
];

/** What has no default, for good reason: whoever starts the containers must give it. */
const GIVEN = { MASTER_KEY: 'c2VjcmV0' };

/** What the process of a service finds, as Compose fills it in. */
const environmentOf = (service: string, given: Environment = GIVEN): Environment => {
  const fill = (value: string) =>
    value.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, byDefault: string) => given[name] ?? byDefault);
  const ofImage = /^ENV (.*)$/m
    .exec(dockerfile)![1]!
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]);
  const own = Object.entries(services[service]!.environment ?? {}).map(([name, value]) => [
    name,
    value === null ? given[name] : fill(String(value)),
  ]);
  return Object.fromEntries([...ofImage, ...own]) as Environment;
};

/** Variables without which an app does not start: each named by its own complaint. */
const requiredBy = (readConfig: ReadConfig): string[] => {
  const given: Record<string, string> = {};
  for (;;) {
    try {
      readConfig(given);
      return Object.keys(given);
    } catch (error) {
      const name = /^(\w+) must be set/.exec((error as Error).message)?.[1];
      if (name === undefined || name in given) throw error;
      given[name] = 'http://127.0.0.1';
    }
  }
};

describe('docker-compose.yml', () => {
  it.each(apps)('gives %s every variable that it requires', (name, readConfig) => {
    const required = requiredBy(readConfig);
    expect(required).toContain('REDIS_URL');
    expect(required.filter((variable) => !environmentOf(name)[variable])).toEqual([]);
    expect(() => readConfig(environmentOf(name))).not.toThrow();
  });

  it.each([...apps, ...partners])('has %s listen where others find it', (name, readConfig) => {
    const { port, host } = readConfig(environmentOf(name));
    expect(host).toBe('0.0.0.0');
    expect(port).toBeGreaterThan(0);
    for (const published of services[name]!.ports ?? [])
      expect(published).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+:${port}$`));
  });

  it.each(apps)('asks %s whether it is ready, and starts it after the stores', (name, readConfig) => {
    const { port } = readConfig(environmentOf(name));
    const { healthcheck, depends_on: after } = services[name]!;
    expect(healthcheck!.test.join(' ')).toContain(`http://127.0.0.1:${port}/health/ready`);
    expect(after).toEqual({
      eventstore: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
  });

  it('has partners where the apps look for them', () => {
    const { PAYMENT_PROVIDER_URL, SMTP_URL } = environmentOf('worker');
    expect(PAYMENT_PROVIDER_URL).toBe(`http://payment-provider:${environmentOf('payment-provider')['PORT']}`);
    expect(SMTP_URL).toBe(`smtp://mailbox:${environmentOf('mailbox')['SMTP_PORT']}`);
  });

  it('runs programs that there are', () => {
    for (const [name] of apps) expect(existsSync(join(root, `apps/${environmentOf(name)['APP']}/main.ts`))).toBe(true);
    for (const [name] of partners) {
      const program = services[name]!.command!.at(-1)!
        .replace(/^dist\//, '')
        .replace(/\.js$/, '.ts');
      expect(existsSync(join(root, program))).toBe(true);
    }
  });

  it('takes tokens of an OpenID provider where one is named', () => {
    const given = { ...GIVEN, OIDC_ISSUER: 'https://id.example' };
    expect(ordersApi(environmentOf('orders-api'))).not.toHaveProperty('oidcIssuer');
    for (const [name, readConfig] of [apps[0]!, apps[1]!])
      expect(readConfig(environmentOf(name, given))).toMatchObject({ oidcIssuer: 'https://id.example' });
  });

  it('takes from outside only what the README names', () => {
    const taken = new Set([...compose.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!));
    expect([...taken].filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('starts no app without the key that wraps the customers’ keys', () => {
    expect(() => worker(environmentOf('worker', {}))).toThrow('MASTER_KEY must be set');
  });

  it('has a Redis that keeps everything', () => {
    const command = parse(compose).services.redis.command.join(' ') as string;
    expect(command).toMatch(/--appendonly yes/);
    expect(command).toMatch(/--maxmemory-policy noeviction/);
  });
});

describe('The image', () => {
  it('runs on the Node that we run on, as nobody of consequence', () => {
    const major = JSON.parse(read('package.json')).dependencies.node.split('.')[0];
    const bases = [...dockerfile.matchAll(/^FROM (node:\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set([`node:${major}-bookworm-slim`]));
    expect(dockerfile.indexOf('\nUSER node\n')).toBeGreaterThan(dockerfile.lastIndexOf('\nRUN '));
  });

  it('is built from sources alone: no data, no keys, no history', () => {
    const lines = read('.dockerignore').split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))[0]).toBe('*');
    const taken = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(taken.sort()).toEqual([
      '.swcrc',
      'apps',
      'infra',
      'libs',
      'package-lock.json',
      'package.json',
      'test/bench',
    ]);
  });
});
