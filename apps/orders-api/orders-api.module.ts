import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { guardedBy, tokenVerifier } from '#access';
import { connectEventStore } from '#eventstoredb';
import { HealthController, MetricsController, READINESS_CHECKS, type ReadinessCheck, closing } from '#http-api';
import { OrderTrackingQueries, forceMajeureProjection, orderTracking } from '#order-tracking';
import { RedisView, connectRedis } from '#redis';
import { AfterSaleController } from './after-sale/after-sale.controller.js';
import { ReportDefectHandler } from './after-sale/report-defect.js';
import { WithdrawOrderHandler } from './after-sale/withdraw-order.js';
import { CommandMetrics } from './command-metrics.js';
import { CommandTraces, EVENT_STORE } from './command-traces.js';
import { type OrdersApiConfig } from './config.js';
import { CustomersController } from './customers/customers.controller.js';
import { PutCustomerHandler } from './customers/put-customer.js';
import { DeclareForceMajeureHandler } from './force-majeure/declare-force-majeure.js';
import { ForceMajeureController } from './force-majeure/force-majeure.controller.js';
import { EndOrderHandler } from './orders/end-order.js';
import { OrderListsController } from './orders/order-lists.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { PlaceOrderHandler } from './orders/place-order.js';
import { RecordDeliveryHandler } from './orders/record-delivery.js';
import { ReplacePaymentMethodHandler } from './orders/replace-payment-method.js';
import { ShipOrderHandler } from './orders/ship-order.js';
import { PARTS, partsOn } from './parts.js';
import { PaymentNotificationsController } from './payment-notifications/payment-notifications.controller.js';
import { ProductsController } from './products/products.controller.js';
import { PutProductHandler } from './products/put-product.js';
import { ReceiveStockHandler } from './stock/receive-stock.js';
import { StockReceiptsController } from './stock/stock-receipts.controller.js';
import { PutVoucherHandler } from './vouchers/put-voucher.js';
import { VouchersController } from './vouchers/vouchers.controller.js';

@Module({})
class OrdersApiModule {}

const CONTROLLERS = [
  OrderListsController,
  OrdersController,
  ProductsController,
  CustomersController,
  AfterSaleController,
  StockReceiptsController,
  VouchersController,
  ForceMajeureController,
  PaymentNotificationsController,
  HealthController,
  MetricsController,
];

const COMMAND_HANDLERS = [
  PlaceOrderHandler,
  ShipOrderHandler,
  EndOrderHandler,
  ReplacePaymentMethodHandler,
  RecordDeliveryHandler,
  WithdrawOrderHandler,
  ReportDefectHandler,
  PutProductHandler,
  PutCustomerHandler,
  ReceiveStockHandler,
  PutVoucherHandler,
  DeclareForceMajeureHandler,
];

/** Makes every connection of the app, in one place, and closes them with it. */
export const ordersApiModule = async (config: OrdersApiConfig): Promise<DynamicModule> => {
  const stopping = new AbortController();
  const store = connectEventStore({ url: config.eventStoreUrl });
  const redis = connectRedis(config.redisUrl);
  const parts = partsOn(store, config);
  void parts.productReader.keepFresh(stopping.signal);
  void parts.customerReader.keepFresh(stopping.signal);
  void parts.forceMajeureReader.keepFresh(stopping.signal);
  const verifier = await tokenVerifier(config);
  const checks: readonly ReadinessCheck[] = [
    { name: 'event store', check: () => store.readLast('health') },
    { name: 'Redis', optional: true, check: () => redis.ping() },
  ];
  const queries = new OrderTrackingQueries(
    new RedisView(redis, orderTracking),
    new RedisView(redis, forceMajeureProjection),
  );
  const close = async () => {
    stopping.abort();
    redis.disconnect();
    await store.close();
  };
  return {
    module: OrdersApiModule,
    imports: [CqrsModule.forRoot()],
    controllers: CONTROLLERS,
    providers: [
      { provide: PARTS, useValue: parts },
      closing(close),
      { provide: OrderTrackingQueries, useValue: queries },
      { provide: READINESS_CHECKS, useValue: checks },
      guardedBy(verifier),
      { provide: EVENT_STORE, useValue: store },
      CommandMetrics,
      CommandTraces,
      ...COMMAND_HANDLERS,
    ],
  };
};
