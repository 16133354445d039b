import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type OrdersApi, isAway } from '../simulators/orders-api-client.js';
import { type Plan, type PlannedOrder } from './plan.js';
import { sirenOf } from './siren.js';

/** How far a demo is: what was done, of how much. */
export type Progress = (step: string, done: number, of: number) => void;

const CONCURRENCY = 24;
const CITIES = [
  { postalCode: '75011', city: 'Paris' },
  { postalCode: '69003', city: 'Lyon' },
  { postalCode: '13002', city: 'Marseille' },
  { postalCode: '20000', city: 'Ajaccio' },
];

/** Asks until a part that is away is back. @throws at any other answer than success */
const insist = async (call: () => Promise<Answer>): Promise<Answer> => {
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 2000)) {
    const answer = await call();
    if (answer.status === 200 || answer.status === 201) return answer;
    if (!isAway(answer)) throw new Error(`the orders API answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    await delay(pauseMs);
  }
};

const each = async <Item>(items: readonly Item[], act: (item: Item, index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) await act(items[index]!, index);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
};

/** Lists the products, registers the customers and places the orders, all over HTTP. @returns the orders' ids */
export const placeOrders = async (api: OrdersApi, plan: Plan, progress: Progress): Promise<readonly string[]> => {
  let [products, customers, orders] = [0, 0, 0];
  await each(plan.products, async ({ sku, name, priceExclTaxCents }) => {
    const fields = { kind: 'accessory', vatRate: '20', ecoContributionCents: 0, privateCopyCents: 0, visible: true };
    await insist(() => api('PUT', `/v1/products/${sku}`, { name, priceExclTaxCents, ...fields }));
    progress('products', ++products, plan.products.length);
  });
  await each(plan.customerIds, async (customerId, index) => {
    const contact = {
      contactName: `Contact ${index}`,
      email: `contact-${index}@customer.example`,
      phone: '+33100000000',
    };
    await insist(() =>
      api('PUT', `/v1/customers/${customerId}`, {
        companyName: `Entreprise ${index}`,
        siren: sirenOf(index),
        ...contact,
      }),
    );
    progress('customers', ++customers, plan.customerIds.length);
  });
  const orderIds: string[] = [];
  await each(plan.orders, async (order, index) => {
    const { body } = await insist(() =>
      api('POST', '/v1/orders', orderBody(order, index), `${plan.prefix}-${order.reference}`),
    );
    orderIds.push(body['orderId'] as string);
    progress('orders placed', ++orders, plan.orders.length);
  });
  return orderIds;
};

/** Lets the stock come in, wave by wave. */
export const receiveStock = async (api: OrdersApi, plan: Plan, progress: Progress): Promise<void> => {
  const total = plan.waves.reduce((sum, wave) => sum + wave.length, 0);
  let receipts = 0;
  for (const wave of plan.waves)
    await each(wave, async (receipt) => {
      await insist(() => api('POST', '/v1/stock-receipts', receipt, receipt.receiptId));
      progress('stock received', ++receipts, total);
    });
};

const orderBody = ({ customerId, cardToken, lines }: PlannedOrder, index: number) => ({
  customerId,
  lines,
  delivery: {
    method: 'colissimo',
    address: {
      name: `Contact ${index}`,
      street: `${index + 1} rue de la Paix`,
      country: 'FR',
      ...CITIES[index % CITIES.length]!,
    },
  },
  payment: { method: 'card', cardToken },
  termsVersion: '2023-04-06',
});

export interface Outcome {
  readonly orderId: string;
  readonly status: string;
  readonly toPayCents: number;
  readonly steps: readonly { readonly status: string; readonly at: string }[];
}

/** Waits until every order has come to a status. @returns the orders as they were then */
export const awaitStatus = async (
  api: OrdersApi,
  orderIds: readonly string[],
  wanted: string,
  progress: Progress,
): Promise<Outcome[]> => {
  const outcomes = new Map<string, Outcome>();
  while (outcomes.size < orderIds.length) {
    await each(
      orderIds.filter((orderId) => !outcomes.has(orderId)),
      async (orderId) => {
        const { body } = await insist(() => api('GET', `/v1/orders/${orderId}`));
        const { status, totals, steps } = body as unknown as Outcome & { totals: { toPayCents: number } };
        if (status === wanted) outcomes.set(orderId, { orderId, status, steps, toPayCents: totals.toPayCents });
      },
    );
    progress(wanted, outcomes.size, orderIds.length);
    await delay(1000);
  }
  return [...outcomes.values()];
};
