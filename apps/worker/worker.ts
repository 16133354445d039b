import { Canary, WakeUpJobs, WakeUpQueue, startWakeUps } from '#bullmq';
import { flashSalesOn } from '#catalog';
import { developmentKey, signedLink } from '#access';
import { PersonalData, customerStream, customersOn, terminalQuotasOn } from '#customers';
import { connectEventStore } from '#eventstoredb';
import { ClaimDesk, type OrderWakeUps, wakeUpHandlers, wakeUpsView } from '#fulfillment';
import { type Logger, type ReadinessCheck } from '#http-api';
import { smtpMailer } from '#mail';
import { forceMajeuresOn, ordersOn } from '#ordering';
import { countedDebits, httpPaymentProvider } from '#payment-provider';
import { RedisView, alone, connectRedis } from '#redis';
import { vouchersOn } from '#vouchers';
import { type WorkerConfig } from './config.js';
import { logged } from './logged-wake-ups.js';
import { traced } from './traced-wake-ups.js';
import { measured, showQueue } from './worker-metrics.js';

interface CustomerDetails {
  readonly companyName: string;
  readonly contactName: string;
  readonly email: string;
}

/** Wakes up for orders: pays, releases, watches their dates, ends the unpaid, gives back what they need no more. */
export const startWorker = async (config: WorkerConfig, logger: Logger) => {
  const now = () => new Date().toISOString();
  const store = connectEventStore({ url: config.eventStoreUrl });
  const redis = connectRedis(config.redisUrl);
  const personalData = new PersonalData({ store, masterKey: config.masterKey, now });
  const orders = ordersOn(store);
  const wakeUpsOf = new RedisView<OrderWakeUps>(redis, wakeUpsView);
  const customers = customersOn(store);
  const recipientOf = async (customerId: string) => {
    const { state: customer } = await customers.load(customerStream(customerId));
    return customer && personalData.open<CustomerDetails>(customerId, 'relation', customer.details);
  };
  const linkKey = await developmentKey(config.dataDir);
  const linkTo = async (orderNumber: string) => {
    const access = await signedLink(linkKey, { orderNumber, linkId: `mail-${orderNumber}` });
    return `${config.trackingUrl}/suivi/${orderNumber}?access=${access}`;
  };
  const mailer = smtpMailer({ url: config.smtpUrl, from: config.mailFrom });
  const handlers = wakeUpHandlers({
    orders,
    payment: {
      orders,
      provider: countedDebits(httpPaymentProvider({ url: config.paymentProviderUrl })),
      openCardToken: (customerId, cardToken) => personalData.open<string>(customerId, 'payment', cardToken),
      now,
    },
    desk: new ClaimDesk(vouchersOn(store), terminalQuotasOn(store), flashSalesOn(store)),
    forceMajeures: forceMajeuresOn(store),
    notifying: { mailer, recipientOf, linkTo, alone: (orderId, act) => alone(redis, `notify:${orderId}`, act) },
    claimedIn: async (orderId) => (await wakeUpsOf.get(orderId))?.facts.claimedIn ?? [],
    unpaidGraceMs: config.unpaidGraceMs,
    now,
  });
  const wakeUps = startWakeUps(config.redisUrl, measured(traced(logged(handlers, logger), store)), config.concurrency);
  const jobs = new WakeUpJobs(config.redisUrl);
  showQueue(jobs);
  const queue = new WakeUpQueue(config.redisUrl);
  const canary = new Canary(queue);
  const checks: readonly ReadinessCheck[] = [
    { name: 'event store', check: () => store.readLast('health') },
    { name: 'Redis', check: () => redis.ping() },
    { name: 'jobs', check: () => canary.check() },
  ];
  const stop = async () => {
    await canary.stop();
    await wakeUps.close();
    await queue.close();
    await jobs.close();
    await mailer.close();
    redis.disconnect();
    await store.close();
  };
  return { checks, stop };
};
