import { type TokenVerifier, tokenVerifier } from '#access';
import { WakeUpJobs, WakeUpQueue } from '#bullmq';
import { PersonalData } from '#customers';
import { type EventStore, NotFound } from '#event-sourcing';
import { connectEventStore } from '#eventstoredb';
import { type TrackedOrder, orderTracking } from '#order-tracking';
import { type Order, knownOrder, ordersOn } from '#ordering';
import { type PaymentProvider, httpPaymentProvider } from '#payment-provider';
import { RedisView, connectRedis, connected } from '#redis';
import { type Redis } from 'ioredis';
import { type OpsConfig } from './config.js';
import { projectionsOf } from './projections.js';

const ORDER_NUMBER = /^C(-[0-9A-HJKMNP-TV-Z]{4}){3}$/;

/** What a verb works on; connected to when it asks, let go of when it has ended. */
export class RunningSystem {
  private opened: (() => Promise<void>)[] = [];
  private connection: Promise<Redis> | undefined;
  private eventStore: EventStore | undefined;

  readonly projections;

  constructor(private readonly config: OpsConfig) {
    this.projections = projectionsOf(config.unpaidGraceMs);
  }

  /** @throws Error saying how to name one */
  get store(): EventStore {
    if (this.eventStore) return this.eventStore;
    const { eventStoreUrl, dataDir } = this.config;
    if (eventStoreUrl === undefined)
      throw new Error(
        `no system runs on ${dataDir}: start one with npm start, or name an event store with EVENTSTORE_URL`,
      );
    const store = connectEventStore({ url: eventStoreUrl, deadlineMs: 30_000 });
    this.opened.push(() => store.close());
    return (this.eventStore = store);
  }

  /** @throws Error saying how to name one */
  redis(): Promise<Redis> {
    const url = this.redisUrl;
    this.connection ??= (async () => {
      const redis = connectRedis(url);
      this.opened.push(() => Promise.resolve(redis.disconnect()));
      await connected(redis);
      return redis;
    })();
    return this.connection;
  }

  /** @throws Error saying how to name a Redis */
  jobs(): WakeUpJobs {
    const jobs = new WakeUpJobs(this.redisUrl);
    this.opened.push(() => jobs.close());
    return jobs;
  }

  /** Where jobs are put. @throws Error saying how to name a Redis */
  queue(): WakeUpQueue {
    const queue = new WakeUpQueue(this.redisUrl);
    this.opened.push(() => queue.close());
    return queue;
  }

  /** @throws Error saying how to name one */
  paymentProvider(): PaymentProvider {
    const { paymentProviderUrl: url, dataDir } = this.config;
    if (url !== undefined) return httpPaymentProvider({ url });
    throw new Error(
      `no system runs on ${dataDir}: start one with npm start, or name a payment provider with PAYMENT_PROVIDER_URL`,
    );
  }

  /** Of whoever looks; undefined where none is given. */
  get token(): string | undefined {
    return this.config.token;
  }

  /** Checks tokens as the APIs do. */
  verifier(): Promise<TokenVerifier> {
    return tokenVerifier(this.config);
  }

  /** @throws Error saying how to give the master key */
  personalData(): PersonalData {
    const { masterKey, dataDir } = this.config;
    if (masterKey === undefined) throw new Error(`there is no master key in ${dataDir}: give it as MASTER_KEY`);
    return new PersonalData({ store: this.store, masterKey, now: () => new Date().toISOString() });
  }

  /** False where the log is all that is named. */
  get namesRedis(): boolean {
    return this.config.redisUrl !== undefined;
  }

  async tracking(): Promise<RedisView<TrackedOrder>> {
    return new RedisView(await this.redis(), orderTracking);
  }

  private get redisUrl(): string {
    const { redisUrl, dataDir } = this.config;
    if (redisUrl !== undefined) return redisUrl;
    throw new Error(`no system runs on ${dataDir}: start one with npm start, or name a Redis with REDIS_URL`);
  }

  /** An order by its id or its number, as its stream tells it. @throws NotFound */
  async order(idOrNumber: string): Promise<Order> {
    const orderId = ORDER_NUMBER.test(idOrNumber) ? await this.idOf(idOrNumber) : idOrNumber;
    return (await knownOrder(ordersOn(this.store), orderId)).order;
  }

  private async idOf(orderNumber: string): Promise<string> {
    const order = await (await this.tracking()).get(orderNumber);
    if (!order) throw new NotFound(`there is no order ${orderNumber} in the tracking view`);
    return order.orderId;
  }

  async close(): Promise<void> {
    for (const close of this.opened.reverse()) await close();
  }
}
