import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessGuard, developmentVerifier, oidcVerifier } from '#access';
import { productReaderOn, productsOn } from '#catalog';
import { PersonalData, customerReaderOn, customersOn } from '#customers';
import { connectEventStore } from '#eventstoredb';
import { HealthController, MetricsController, READINESS_CHECKS, type ReadinessCheck, closing } from '#http-api';
import { stocksOn } from '#inventory';
import { OrderTrackingQueries, orderTracking } from '#order-tracking';
import { ordersOn } from '#ordering';
import { httpPaymentProvider } from '#payment-provider';
import { RedisView, connectRedis } from '#redis';
import { type OrdersApiConfig } from './config.js';
import { CustomersController } from './customers/customers.controller.js';
import { PutCustomerHandler } from './customers/put-customer.js';
import { CancelOrderHandler } from './orders/cancel-order.js';
import { OrderListsController } from './orders/order-lists.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { PlaceOrderHandler } from './orders/place-order.js';
import { RecordDeliveryHandler } from './orders/record-delivery.js';
import { ReplacePaymentMethodHandler } from './orders/replace-payment-method.js';
import { ShipOrderHandler } from './orders/ship-order.js';
import { type Parts, PARTS } from './parts.js';
import { PaymentNotificationsController } from './payment-notifications/payment-notifications.controller.js';
import { ProductsController } from './products/products.controller.js';
import { PutProductHandler } from './products/put-product.js';
import { ReceiveStockHandler } from './stock/receive-stock.js';
import { StockReceiptsController } from './stock/stock-receipts.controller.js';

@Module({})
class OrdersApiModule {}

/** Makes every connection of the app, in one place, and closes them with it. */
export const ordersApiModule = async (config: OrdersApiConfig): Promise<DynamicModule> => {
  const now = () => new Date().toISOString();
  const stopping = new AbortController();
  const store = connectEventStore({ url: config.eventStoreUrl });
  const redis = connectRedis(config.redisUrl);
  const personalData = new PersonalData({ store, masterKey: config.masterKey, now });
  const orders = ordersOn(store);
  const parts: Parts = {
    orders,
    stocks: stocksOn(store),
    products: productsOn(store),
    productReader: productReaderOn(store),
    customers: customersOn(store),
    customerReader: customerReaderOn(store),
    personalData,
    payment: {
      orders,
      provider: httpPaymentProvider({ url: config.paymentProviderUrl }),
      openCardToken: (customerId, cardToken) => personalData.open<string>(customerId, 'payment', cardToken),
      now,
    },
    termsVersions: config.termsVersions,
    webhookSecret: config.webhookSecret,
    now,
  };
  void parts.productReader.keepFresh(stopping.signal);
  void parts.customerReader.keepFresh(stopping.signal);
  const verifier = await (config.oidcIssuer ? oidcVerifier(config.oidcIssuer) : developmentVerifier(config.dataDir));
  const checks: readonly ReadinessCheck[] = [
    { name: 'event store', check: () => store.readLast('health') },
    { name: 'Redis', optional: true, check: () => redis.ping() },
  ];
  const close = async () => {
    stopping.abort();
    redis.disconnect();
    await store.close();
  };
  return {
    module: OrdersApiModule,
    imports: [CqrsModule.forRoot()],
    controllers: [
      OrderListsController,
      OrdersController,
      ProductsController,
      CustomersController,
      StockReceiptsController,
      PaymentNotificationsController,
      HealthController,
      MetricsController,
    ],
    providers: [
      { provide: PARTS, useValue: parts },
      closing(close),
      { provide: OrderTrackingQueries, useValue: new OrderTrackingQueries(new RedisView(redis, orderTracking)) },
      { provide: READINESS_CHECKS, useValue: checks },
      {
        provide: APP_GUARD,
        useFactory: (reflector: Reflector) => new AccessGuard(reflector, verifier),
        inject: [Reflector],
      },
      PlaceOrderHandler,
      ShipOrderHandler,
      CancelOrderHandler,
      ReplacePaymentMethodHandler,
      RecordDeliveryHandler,
      PutProductHandler,
      PutCustomerHandler,
      ReceiveStockHandler,
    ],
  };
};
