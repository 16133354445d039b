import { startWakeUps } from '#bullmq';
import { PersonalData } from '#customers';
import { RuleRefused, newCommand } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { type PaymentOptions, authorisePayment, releaseOrder, settleDebit, voidAuthorisations } from '#fulfillment';
import { type ReadinessCheck } from '#http-api';
import { ordersOn } from '#ordering';
import { httpPaymentProvider } from '#payment-provider';
import { connectRedis } from '#redis';
import { type WorkerConfig } from './config.js';

/** Wakes up for orders: authorises and renews, releases, settles debits, voids, ends the unpaid. */
export const startWorker = (config: WorkerConfig) => {
  const now = () => new Date().toISOString();
  const store = connectEventStore({ url: config.eventStoreUrl });
  const redis = connectRedis(config.redisUrl);
  const personalData = new PersonalData({ store, masterKey: config.masterKey, now });
  const orders = ordersOn(store);
  const payment: PaymentOptions = {
    orders,
    provider: httpPaymentProvider({ url: config.paymentProviderUrl }),
    openCardToken: (customerId, cardToken) => personalData.open<string>(customerId, 'payment', cardToken),
    now,
  };
  const cancelUnpaid = (orderId: string) =>
    orders.handle(
      { type: 'CancelUnpaidOrder', orderId, now: now(), graceMs: config.unpaidGraceMs },
      newCommand('deadlines', { correlationId: orderId }),
    );
  const wakeUps = startWakeUps(
    config.redisUrl,
    {
      authorise: (orderId) => authorisePayment(payment, orderId),
      release: (orderId) => releaseOrder(payment, orderId),
      'settle-debit': (orderId) => settleDebit(payment, orderId).catch(ignoreRefusal),
      void: (orderId) => voidAuthorisations(payment, orderId),
      'cancel-unpaid': cancelUnpaid,
    },
    config.concurrency,
  );
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

/** A refused debit stands on the order: there is nobody here to tell. */
const ignoreRefusal = (error: unknown): void => {
  if (!(error instanceof RuleRefused)) throw error;
};
