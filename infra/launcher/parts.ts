import { join } from 'node:path';
import { redisOptions } from '../redis/redis-options.js';
import { appNames, portVariables, type AppName, type LauncherConfig } from './config.js';
import { OWNER_VARIABLE } from './left-overs.js';
import { type Ports } from './ports.js';
import { answersOk, listens, redisAnswers } from './readiness.js';
import { type Part } from './supervisor.js';

export interface PartsInput {
  readonly config: LauncherConfig;
  /** Where the compiled files are. */
  readonly distDir: string;
  readonly ports: Ports;
  readonly urls: SystemUrls;
  readonly masterKey: string;
  readonly webhookSecret: string;
}

export interface SystemUrls extends Readonly<
  Record<AppName | 'eventstore' | 'redis' | 'payment-provider' | 'mailbox' | 'smtp', string>
> {
  readonly warehouse?: string;
  readonly carrier?: string;
}

/** Where each part is to be found, ours or the external one that the environment names. */
export function urlsOf(config: LauncherConfig, ports: Ports): SystemUrls {
  const http = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    eventstore: config.eventStoreUrl ?? `esdb://127.0.0.1:${ports.eventstore}?tls=false`,
    redis: config.redisUrl ?? `redis://127.0.0.1:${ports.redis}`,
    'orders-api': http(ports['orders-api']),
    tracking: http(ports.tracking),
    projector: http(ports.projector),
    worker: http(ports.worker),
    desk: http(ports.desk),
    'payment-provider': config.paymentProviderUrl ?? http(ports['payment-provider']),
    mailbox: http(ports.mailbox),
    smtp: config.smtpUrl ?? `smtp://127.0.0.1:${ports.smtp}`,
    ...(config.simulateWarehouse && { warehouse: http(ports.warehouse), carrier: http(ports.carrier) }),
  };
}

/** Event store and Redis, unless the environment names others. */
export function storeParts({ config, distDir, ports }: PartsInput): Part[] {
  const eventStore: Part = {
    name: 'embedded-eventstoredb',
    stage: 'stores',
    command: process.execPath,
    args: [
      ...nodeOptions,
      join(distDir, 'infra/embedded-eventstoredb/main.js'),
      ...['--data', join(config.dataDir, 'eventstore'), '--port', String(ports.eventstore)],
    ],
    env: ownEnvironment(config),
    isReady: listens(ports.eventstore),
  };
  const redis: Part = {
    name: 'redis',
    stage: 'stores',
    command: 'redis-server',
    args: redisOptions({ dataDir: join(config.dataDir, 'redis'), port: ports.redis }),
    env: ownEnvironment(config),
    isReady: redisAnswers(ports.redis),
  };
  return [...(config.eventStoreUrl ? [] : [eventStore]), ...(config.redisUrl ? [] : [redis])];
}

/** The partners that every system needs: a payment provider (unless the environment names one) and a mailbox. */
export function partnerParts(input: PartsInput): Part[] {
  const { config, ports, urls, webhookSecret } = input;
  const paymentProvider = simulator(input, 'payment-provider', {
    WEBHOOK_URL: `${urls['orders-api']}/v1/payment-notifications`,
    WEBHOOK_SECRET: webhookSecret,
  });
  return [
    ...(config.paymentProviderUrl ? [] : [paymentProvider]),
    simulator(input, 'mailbox', { SMTP_PORT: String(ports.smtp) }),
  ];
}

/** The warehouse and the carrier, who act by themselves on whatever is released: only with SIMULATE_WAREHOUSE=1. */
export function warehouseParts(input: PartsInput, tokens: { warehouse: string; carrier: string }): Part[] {
  if (!input.config.simulateWarehouse) return [];
  const env = { ORDERS_API_URL: input.urls['orders-api'], CARRIER_URL: input.urls.carrier };
  return [
    simulator(input, 'carrier', { ...env, TOKEN: tokens.carrier }),
    simulator(input, 'warehouse', { ...env, TOKEN: tokens.warehouse }),
  ];
}

export function appParts(input: PartsInput): Part[] {
  const { config, distDir, ports, urls, masterKey, webhookSecret } = input;
  const env = {
    ...ownEnvironment(config),
    EVENTSTORE_URL: urls.eventstore,
    REDIS_URL: urls.redis,
    PAYMENT_PROVIDER_URL: urls['payment-provider'],
    SMTP_URL: urls.smtp,
    TRACKING_URL: config.trackingUrl ?? urls.tracking,
    MASTER_KEY: masterKey,
    PAYMENT_WEBHOOK_SECRET: webhookSecret,
    ...Object.fromEntries(appNames.map((app) => [portVariables[app], String(ports[app])])),
  };
  return appNames.map((name) => ({
    name,
    stage: 'apps',
    command: process.execPath,
    args: [...nodeOptions, join(distDir, `apps/${name}/main.js`)],
    env,
    isReady: answersOk(`${urls[name]}/health/ready`),
  }));
}

const nodeOptions = ['--enable-source-maps'];

function simulator(
  { config, distDir, ports }: PartsInput,
  name: 'payment-provider' | 'mailbox' | 'warehouse' | 'carrier',
  env: Readonly<Record<string, string | undefined>>,
): Part {
  return {
    name,
    // The warehouse and the carrier give commands, as the apps do: they stop with them.
    stage: name === 'warehouse' || name === 'carrier' ? 'apps' : 'simulators',
    command: process.execPath,
    args: [...nodeOptions, join(distDir, `infra/simulators/${name}/main.js`)],
    env: { ...ownEnvironment(config), DATA_DIR: join(config.dataDir, name), PORT: String(ports[name]), ...env },
    isReady: listens(ports[name]),
  };
}

const ownEnvironment = (config: LauncherConfig): Readonly<Record<string, string | undefined>> => ({
  ...config.environment,
  DATA_DIR: config.dataDir,
  [OWNER_VARIABLE]: config.dataDir,
});
