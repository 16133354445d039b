import { startWakeUps } from '#bullmq';
import { flashSalesOn } from '#catalog';
import { PersonalData, terminalQuotasOn } from '#customers';
import { RuleRefused, newCommand } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import {
  ClaimDesk,
  type OrderWakeUps,
  type PaymentOptions,
  authorisePayment,
  giveBackClaims,
  giveUpOrder,
  placeExchanges,
  refundOrder,
  releaseOrder,
  settleDebit,
  voidAuthorisations,
  wakeUpsView,
} from '#fulfillment';
import { type ReadinessCheck } from '#http-api';
import { FORCE_MAJEURE_STREAM, forceMajeuresOn, ordersOn, parisDay, suspensionsOf } from '#ordering';
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
  const payment: PaymentOptions = {
    orders,
    provider: httpPaymentProvider({ url: config.paymentProviderUrl }),
    openCardToken: (customerId, cardToken) => personalData.open<string>(customerId, 'payment', cardToken),
    now,
  };
  const claims = { orders, desk: new ClaimDesk(vouchersOn(store), terminalQuotasOn(store), flashSalesOn(store)) };
  const forceMajeures = forceMajeuresOn(store);
  const wakeUpsOf = new RedisView<OrderWakeUps>(redis, wakeUpsView);
  const deadline = (orderId: string) => newCommand('deadlines', { correlationId: orderId });
  const checkPromise = async (orderId: string) => {
    const { state: periods } = await forceMajeures.load(FORCE_MAJEURE_STREAM);
    const suspensions = suspensionsOf(periods, parisDay(now()));
    await orders.handle({ type: 'CheckPromise', orderId, suspensions, now: now() }, deadline(orderId));
  };
  const settleClaims = async (orderId: string) => {
    const claimedIn = (await wakeUpsOf.get(orderId))?.facts.claimedIn ?? [];
    if (claimedIn.length > 0) await giveUpOrder(claims, orderId, claimedIn, now());
  };
  const wakeUps = startWakeUps(
    config.redisUrl,
    {
      authorise: (orderId) => authorisePayment(payment, orderId),
      release: (orderId) => releaseOrder(payment, orderId),
      'settle-debit': (orderId) => settleDebit(payment, orderId).catch(ignoreRefusal),
      void: (orderId) => voidAuthorisations(payment, orderId),
      'cancel-unpaid': (orderId) =>
        orders.handle(
          { type: 'CancelUnpaidOrder', orderId, now: now(), graceMs: config.unpaidGraceMs },
          deadline(orderId),
        ),
      'put-on-sale': (orderId) => orders.handle({ type: 'RecordOnSale', orderId, now: now() }, deadline(orderId)),
      'check-promise': checkPromise,
      'end-pick-up-period': (orderId) =>
        orders.handle({ type: 'EndPickUpPeriod', orderId, now: now() }, deadline(orderId)),
      refund: (orderId) => refundOrder(payment, orderId),
      'place-exchange': (orderId) => placeExchanges(orders, orderId, now()),
      'give-back-claims': (orderId) => giveBackClaims(claims, orderId, now()),
      'settle-claims': settleClaims,
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
