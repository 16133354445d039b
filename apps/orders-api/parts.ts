import { type CustomerReader, type Customers, type PersonalData } from '#customers';
import { type ProductReader, type Products } from '#catalog';
import { type PaymentOptions } from '#fulfillment';
import { type Stocks } from '#inventory';
import { type Orders } from '#ordering';

/** What the handlers work with, under the tokens they inject it by. */
export interface Parts {
  readonly orders: Orders;
  readonly stocks: Stocks;
  readonly products: Products;
  readonly productReader: ProductReader;
  readonly customers: Customers;
  readonly customerReader: CustomerReader;
  readonly personalData: PersonalData;
  readonly payment: PaymentOptions;
  readonly termsVersions: readonly string[];
  readonly webhookSecret: string;
  readonly now: () => string;
}
export const PARTS = Symbol('parts of the orders API');
