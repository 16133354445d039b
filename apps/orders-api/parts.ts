import {
  type FlashSales,
  type ProductReader,
  type Products,
  flashSalesOn,
  productReaderOn,
  productsOn,
} from '#catalog';
import {
  type CustomerReader,
  type Customers,
  PersonalData,
  customerReaderOn,
  customersOn,
  terminalQuotasOn,
} from '#customers';
import { type EventStore } from '#event-sourcing';
import { ClaimDesk, type PaymentOptions } from '#fulfillment';
import { type Stocks, stocksOn } from '#inventory';
import {
  type ForceMajeureReader,
  type ForceMajeures,
  type OrderPolicy,
  type Orders,
  forceMajeureReaderOn,
  forceMajeuresOn,
  ordersOn,
} from '#ordering';
import { countedDebits, httpPaymentProvider } from '#payment-provider';
import { type Vouchers, vouchersOn } from '#vouchers';
import { type OrdersApiConfig } from './config.js';

/** What the handlers work with, under the tokens they inject it by. */
export interface Parts {
  readonly orders: Orders;
  readonly stocks: Stocks;
  readonly products: Products;
  readonly productReader: ProductReader;
  readonly flashSales: FlashSales;
  readonly customers: Customers;
  readonly customerReader: CustomerReader;
  readonly vouchers: Vouchers;
  readonly forceMajeures: ForceMajeures;
  readonly forceMajeureReader: ForceMajeureReader;
  readonly desk: ClaimDesk;
  readonly personalData: PersonalData;
  readonly payment: PaymentOptions;
  readonly policy: OrderPolicy;
  readonly withdrawalDays: number;
  readonly webhookSecret: string;
  readonly now: () => string;
}
export const PARTS = Symbol('parts of the orders API');

/** Everything that reads and writes the store, made once. */
export const partsOn = (store: EventStore, config: OrdersApiConfig): Parts => {
  const now = () => new Date().toISOString();
  const personalData = new PersonalData({ store, masterKey: config.masterKey, now });
  const orders = ordersOn(store);
  const [vouchers, flashSales] = [vouchersOn(store), flashSalesOn(store)];
  return {
    orders,
    stocks: stocksOn(store),
    products: productsOn(store),
    productReader: productReaderOn(store),
    flashSales,
    customers: customersOn(store),
    customerReader: customerReaderOn(store),
    vouchers,
    forceMajeures: forceMajeuresOn(store),
    forceMajeureReader: forceMajeureReaderOn(store),
    desk: new ClaimDesk(vouchers, terminalQuotasOn(store), flashSales),
    personalData,
    payment: {
      orders,
      provider: countedDebits(httpPaymentProvider({ url: config.paymentProviderUrl })),
      openCardToken: (customerId, cardToken) => personalData.open<string>(customerId, 'payment', cardToken),
      now,
    },
    policy: config.policy,
    withdrawalDays: config.withdrawalDays,
    webhookSecret: config.webhookSecret,
    now,
  };
};
