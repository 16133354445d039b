import { startWakeUps } from '#bullmq';
import { flashSalesOn } from '#catalog';
import { PersonalData, terminalQuotasOn } from '#customers';
import { connectEventStore } from '#eventstoredb';
import { ClaimDesk, type OrderWakeUps, wakeUpHandlers, wakeUpsView } from '#fulfillment';
import { type ReadinessCheck } from '#http-api';
import { forceMajeuresOn, ordersOn } from '#ordering';
import { httpPaymentProvider } from '#payment-provider';
import { RedisView, connectRedis } from '#redis';
import { vouchersOn } from '#vouchers';
import { type WorkerConfig } from './config.js';

/** Wakes up for orders: pays, releases, watches their dates, ends the unpaid, gives back what they need no more. */
export const startWorker = (config: WorkerConfig) => {
  const now = () => new Date().toISOString();
  const store = connectEventStore({ url: config.eventStoreUrl });
  const redis = connectRedis(config.redisUrl);
  const personalData = new PersonalData({ store, masterKey: config.masterKey, now });
  const orders = ordersOn(store);
  const wakeUpsOf = new RedisView<OrderWakeUps>(redis, wakeUpsView);
  const handlers = wakeUpHandlers({
    orders,
    payment: {
      orders,
      provider: httpPaymentProvider({ url: config.paymentProviderUrl }),
      openCardToken: (customerId, cardToken) => personalData.open<string>(customerId, 'payment', cardToken),
      now,
    },
    desk: new ClaimDesk(vouchersOn(store), terminalQuotasOn(store), flashSalesOn(store)),
    forceMajeures: forceMajeuresOn(store),
    claimedIn: async (orderId) => (await wakeUpsOf.get(orderId))?.facts.claimedIn ?? [],
    unpaidGraceMs: config.unpaidGraceMs,
    now,
  });
  const wakeUps = startWakeUps(config.redisUrl, handlers, config.concurrency);
  const checks: readonly ReadinessCheck[] = [
    { name: 'event store', check: () => store.readLast('health') },
    { name: 'Redis', check: () => redis.ping() },
  ];
  const stop = async () => {
    await wakeUps.close();
    redis.disconnect();
    await store.close();
  };
  return { checks, stop };
};
