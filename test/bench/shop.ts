import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { newCommand } from '#event-sourcing';
import { type PlaceOrderDto } from '../../apps/orders-api/orders/order.dto.js';
import { PutCustomerCommand } from '../../apps/orders-api/customers/put-customer.js';
import { ordersApiModule } from '../../apps/orders-api/orders-api.module.js';
import { type OrderAnswer } from '../../apps/orders-api/orders/order-answer.js';
import { PlaceOrderCommand } from '../../apps/orders-api/orders/place-order.js';
import { type Parts, PARTS } from '../../apps/orders-api/parts.js';
import { PutProductCommand } from '../../apps/orders-api/products/put-product.js';
import { forEachInFlight } from './rounds.js';
import { type Stores } from './stores.js';

const SKUS = Array.from({ length: 50 }, (_, index) => `PHONE-${index}`);
const CUSTOMERS = 200;
const TERMS = '2023-04-06';
const PRICE_CENTS = 39_900;

const PRODUCT = {
  kind: 'accessory',
  priceExclTaxCents: PRICE_CENTS,
  vatRate: '20',
  ecoContributionCents: 2,
  privateCopyCents: 1200,
  visible: true,
} as const;

export const MASTER_KEY = randomBytes(32).toString('base64');

/** An order of three lines, by one of the shop's customers. */
export const orderOf = (index: number): PlaceOrderDto => ({
  customerId: `customer-${index % CUSTOMERS}`,
  lines: [0, 1, 2].map((line) => ({
    sku: SKUS[(index + 7 * line) % SKUS.length]!,
    quantity: 1 + line,
    unitPriceExclTaxCents: PRICE_CENTS,
  })),
  delivery: {
    method: 'colissimo',
    address: {
      name: 'Camille Moreau',
      street: '12 rue des Lilas',
      postalCode: '69003',
      city: 'Lyon',
      country: 'FR',
    },
  },
  payment: { method: 'card', cardToken: 'tok_visa' },
  termsVersion: TERMS,
});

export interface Shop {
  readonly parts: Parts;
  place(index: number): Promise<OrderAnswer>;
  close(): Promise<void>;
}

/** The orders-api's own module without its HTTP, in this process, with products and customers. */
export const openShop = async ({ dataDir, eventStoreUrl, redisUrl }: Stores): Promise<Shop> => {
  const module = await ordersApiModule({
    ...{ port: 0, dataDir, eventStoreUrl, redisUrl, paymentProviderUrl: 'http://127.0.0.1:9' },
    ...{ masterKey: MASTER_KEY, webhookSecret: '', withdrawalDays: 14 },
    policy: { termsVersions: [TERMS], offersChronopost: false, suspectBelowPercent: 20 },
  });
  const app = await NestFactory.createApplicationContext(module, { logger: ['error', 'warn'] });
  const commands = app.get(CommandBus, { strict: false });
  for (const sku of SKUS) {
    const product = { ...PRODUCT, sku, name: `Téléphone ${sku} 128 Go` };
    await commands.execute(new PutProductCommand(product, newCommand('catalog')));
  }
  const person = { companyName: 'Lilas SARL', siren: '732829320', contactName: 'C. Moreau', email: 'c@lilas.example' };
  await forEachInFlight(CUSTOMERS, (index) =>
    commands.execute(new PutCustomerCommand(`customer-${index}`, person, newCommand('shop-front'))),
  );
  return {
    parts: app.get<Parts>(PARTS, { strict: false }),
    place: (index) => commands.execute(new PlaceOrderCommand(orderOf(index), newCommand('shop-front'))),
    close: () => app.close(),
  };
};
