import { resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface LauncherConfig {
  /** Absolute. Everything the system keeps is under it. */
  readonly dataDir: string;
  /** External services; an undefined one is embedded. */
  readonly eventStoreUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly paymentProviderUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  /** Where customers reach `tracking`; its own address when undefined. */
  readonly trackingUrl: string | undefined;
  /** 0 stands for any free port, the same one at the next start. */
  readonly appPorts: Readonly<Record<AppName, number>>;
  /** Left to be generated and kept in the data folder when undefined. */
  readonly masterKey: string | undefined;
  readonly webhookSecret: string | undefined;
  readonly simulateWarehouse: boolean;
  /** Handed on to every process, under what the launcher itself sets. */
  readonly environment: Environment;
}

export const appNames = ['orders-api', 'tracking', 'projector', 'worker', 'desk'] as const;
export type AppName = (typeof appNames)[number];

export const portVariables: Readonly<Record<AppName, string>> = {
  'orders-api': 'ORDERS_API_PORT',
  tracking: 'TRACKING_PORT',
  projector: 'PROJECTOR_PORT',
  worker: 'WORKER_PORT',
  desk: 'DESK_PORT',
};
const defaultPorts: Readonly<Record<AppName, number>> = {
  'orders-api': 3000,
  tracking: 3001,
  projector: 3002,
  worker: 3003,
  desk: 3004,
};

/** Reads what the launcher itself needs; each app validates its own. Throws an Error that names the wrong variable. */
export function readConfig(environment: Environment): LauncherConfig {
  const portOf = (app: AppName): number => readPort(portVariables[app], environment, defaultPorts[app]);
  return Object.freeze({
    dataDir: resolve(textOf(environment.DATA_DIR) ?? '.data'),
    eventStoreUrl: textOf(environment.EVENTSTORE_URL),
    redisUrl: textOf(environment.REDIS_URL),
    paymentProviderUrl: textOf(environment.PAYMENT_PROVIDER_URL),
    smtpUrl: textOf(environment.SMTP_URL),
    trackingUrl: textOf(environment.TRACKING_URL),
    appPorts: {
      'orders-api': portOf('orders-api'),
      tracking: portOf('tracking'),
      projector: portOf('projector'),
      worker: portOf('worker'),
      desk: portOf('desk'),
    },
    masterKey: textOf(environment.MASTER_KEY),
    webhookSecret: textOf(environment.PAYMENT_WEBHOOK_SECRET),
    simulateWarehouse: textOf(environment.SIMULATE_WAREHOUSE) === '1',
    environment,
  });
}

/** An empty variable counts as one that is not set. */
const textOf = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

function readPort(variable: string, environment: Environment, fallback: number): number {
  const text = textOf(environment[variable]);
  if (text === undefined) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${variable} must be a port (0 to 65535), not "${text}".`);
}
