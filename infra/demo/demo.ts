import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Audit, type Finding } from '#audit';
import { connectEventStore } from '#eventstoredb';
import { startCarrier } from '../simulators/carrier/carrier.js';
import { ordersApiClient } from '../simulators/orders-api-client.js';
import { startWarehouse } from '../simulators/warehouse/warehouse.js';
import { type Chaos, type Havoc, wreakHavoc } from './chaos.js';
import { type Progress, awaitStatus, placeOrders, receiveStock } from './drive.js';
import { type OrdersFile } from './orders-file.js';
import { planOf } from './plan.js';

export interface DemoSystem {
  readonly dataDir: string;
  readonly urls: Readonly<Record<string, string>>;
  /** A bearer token for a role. */
  readonly tokenFor: (role: 'operations' | 'warehouse' | 'carrier') => Promise<string>;
}

export interface DemoResult {
  readonly orders: number;
  readonly lines: number;
  readonly leftOut: OrdersFile['leftOut'];
  readonly brokenRows: number;
  readonly held: number;
  readonly released: number;
  readonly shipped: number;
  readonly debited: number;
  /** Debited at the payment provider. */
  readonly centsIn: number;
  /** To pay for what was shipped. */
  readonly centsOut: number;
  readonly partialShipments: number;
  readonly doubleDebits: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly chaos?: Chaos;
}

/** Drives a running system with real orders until every one is delivered, then audits the log and the provider's books. */
export const runDemo = async (
  system: DemoSystem,
  file: OrdersFile,
  options: { readonly havoc?: Havoc; readonly progress: Progress },
): Promise<DemoResult> => {
  const startedAt = Date.now();
  const plan = planOf(file.invoices, `d${startedAt.toString(36)}`);
  const folder = join(system.dataDir, 'demo', plan.prefix);
  mkdirSync(folder, { recursive: true });
  const api = ordersApiClient({ url: system.urls['orders-api']!, token: await system.tokenFor('operations') });
  const partner = { port: 0, ordersApiUrl: system.urls['orders-api']!, concurrency: 16 };
  const carrier = await startCarrier({
    ...partner,
    dataDir: join(folder, 'carrier'),
    token: await system.tokenFor('carrier'),
    deliveryDelayMs: 300,
  });
  const warehouse = await startWarehouse({
    ...partner,
    dataDir: join(folder, 'warehouse'),
    token: await system.tokenFor('warehouse'),
    carrierUrl: carrier.url,
    customerPrefix: `${plan.prefix}-`,
    pollMs: 500,
  });
  const peace = new AbortController();
  const havoc = options.havoc
    ? wreakHavoc(system.dataDir, system.urls['redis']!, options.havoc, peace.signal)
    : undefined;
  try {
    const orderIds = await placeOrders(api, plan, options.progress);
    // Stock comes later than the orders: each has been told that it waits before the first unit arrives.
    await awaitStatus(api, orderIds, 'on-hold', options.progress);
    await receiveStock(api, plan, options.progress);
    const outcomes = await awaitStatus(api, orderIds, 'delivered', options.progress);
    peace.abort();
    const chaos = await havoc;
    const captures = await capturesOf(system.urls['payment-provider']!, new Set(orderIds));
    const passed = (status: string) =>
      outcomes.filter(({ steps }) => steps.some((step) => step.status === status)).length;
    const audit = await patiently(() => auditLog(system.urls['eventstore']!));
    return {
      orders: plan.orders.length,
      lines: plan.orders.reduce((sum, { lines }) => sum + lines.length, 0),
      leftOut: file.leftOut,
      brokenRows: file.broken.length,
      held: passed('on-hold'),
      released: passed('in-preparation'),
      shipped: passed('shipped'),
      debited: captures.references.size,
      centsIn: captures.cents,
      centsOut: outcomes.reduce((sum, { toPayCents }) => sum + toPayCents, 0),
      partialShipments: audit.filter(({ what }) => what === 'shipped-in-part' || what === 'shipped-before-item-in')
        .length,
      doubleDebits: captures.count - captures.references.size,
      findings: audit,
      seconds: Math.round((Date.now() - startedAt) / 1000),
      ...(chaos && { chaos }),
    };
  } finally {
    peace.abort();
    await Promise.all([warehouse.stop(), carrier.stop()]);
  }
};

/** Parts killed last may still be on their way back. */
const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 20) throw error;
      await delay(500);
    }
  }
};

const auditLog = async (url: string): Promise<readonly Finding[]> => {
  const store = connectEventStore({ url, deadlineMs: 30_000 });
  const audit = new Audit();
  try {
    for await (const page of store.readAll()) audit.take(page);
    return audit.findings();
  } finally {
    await store.close();
  }
};

/** The provider's own books on our orders. */
const capturesOf = async (url: string, orderIds: ReadonlySet<string>) => {
  const items = await patiently(async () => {
    const response = await fetch(`${url}/captures`);
    return ((await response.json()) as { items: { merchantReference: string; amountCents: number }[] }).items;
  });
  const ours = items.filter(({ merchantReference }) => orderIds.has(merchantReference));
  const cents = ours.reduce((sum, { amountCents }) => sum + amountCents, 0);
  return { count: ours.length, cents, references: new Set(ours.map(({ merchantReference }) => merchantReference)) };
};
