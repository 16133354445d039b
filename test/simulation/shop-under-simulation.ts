import { setImmediate } from 'node:timers/promises';
import { Audit, type Finding } from '#audit';
import { type Product, flashSaleStream, flashSalesOn, productStream, productsOn, unitsLeft } from '#catalog';
import { terminalQuotasOn } from '#customers';
import {
  type EventStore,
  IdempotencyKeyReused,
  InMemoryEventStore,
  InMemoryView,
  InvalidTransition,
  type LogPosition,
  NotFound,
  RevisionConflict,
  RuleRefused,
  Unavailable,
  newCommand,
} from '#event-sourcing';
import {
  type AllocationMemory,
  AllocationProcess,
  ClaimDesk,
  type OrderDraft,
  placeOrder,
  shipAndDebit,
  wakeUpHandlers,
  wakeUpsProjection,
} from '#fulfillment';
import { stocksOn } from '#inventory';
import { type Offer, type Order, type OrderCommand, evolveOrder, forceMajeuresOn, orderOf, ordersOn } from '#ordering';
import { type OrderState, orderIdOf } from '#ordering';
import { InMemoryMailer } from '#mail';
import { InMemoryPaymentProvider } from '#payment-provider';
import { isOnItsPart, voucherStream, vouchersOn } from '#vouchers';

const HOUR_MS = 3600 * 1000;
const POLICY = { unpaidGraceMs: 72 * HOUR_MS, debitPatienceMs: 10_000, claimPatienceMs: 60_000 };

/** A process whose store stops answering after so many writes: it dies there, before the write or after it. */
class Mortal {
  writesLeft = Infinity;
  isHeard = true;
  readonly store: EventStore;

  constructor(store: EventStore) {
    const append: EventStore['append'] = async (...args) => {
      this.writesLeft--;
      if (this.writesLeft < 0 && !(this.writesLeft === -1 && !this.isHeard))
        throw new Unavailable('event store', 'the process died');
      const result = await store.append(...args);
      if (this.writesLeft < 0) throw new Unavailable('event store', 'the process died');
      return result;
    };
    this.store = new Proxy(store, {
      get: (target, name) =>
        name === 'append' ? append : (Reflect.get(target, name) as (...args: unknown[]) => unknown).bind(target),
    });
  }
}

/** Every handler of a process, on one store; made anew when a process starts again. */
const processOn = (store: EventStore, provider: InMemoryPaymentProvider, now: () => string) => {
  const orders = ordersOn(store, 100);
  const [vouchers, flashSales] = [vouchersOn(store), flashSalesOn(store)];
  return {
    ...{ orders, vouchers, flashSales, products: productsOn(store), stocks: stocksOn(store) },
    ...{ forceMajeures: forceMajeuresOn(store), desk: new ClaimDesk(vouchers, terminalQuotasOn(store), flashSales) },
    payment: { orders, provider, openCardToken: (_: string, token: string) => Promise.resolve(token), now },
  };
};

/**
 * The whole of order processing on one log in memory, with the processes' own code and a clock that is moved by hand.
 * What is done here is done to the end: allocation, jobs that are due, and again until nothing moves.
 */
export class ShopUnderSimulation {
  readonly log = new InMemoryEventStore();
  readonly provider: InMemoryPaymentProvider;
  readonly mailer = new InMemoryMailer();
  private nowMs = Date.parse('2026-11-23T09:00:00.000Z');
  private readonly api = new Mortal(this.log);
  private readonly background = new Mortal(this.log);
  private front;
  private back;
  private memory: Awaited<ReturnType<AllocationMemory['load']>>;

  constructor() {
    this.provider = new InMemoryPaymentProvider({ now: () => this.nowMs });
    this.front = processOn(this.api.store, this.provider, this.now);
    this.back = processOn(this.background.store, this.provider, this.now);
  }

  readonly now = (): string => new Date(this.nowMs).toISOString();

  pass(ms: number): void {
    this.nowMs += ms;
  }

  /** A process that is to die soon: at its nth write from now, heard or not. */
  doom(which: 'api' | 'background', writes: number, isHeard: boolean): void {
    Object.assign(this[which], { writesLeft: writes, isHeard });
  }

  list(product: Product): Promise<void> {
    const context = newCommand('catalog');
    return this.attempt(() => this.front.products.handle({ type: 'PutProduct', product, now: this.now() }, context));
  }

  issue(code: string, amountCents: number, skus?: readonly string[]): Promise<void> {
    const [validFrom, validUntil] = ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
    const voucher = { code, amountCents, validFrom, validUntil, ...(skus && { skus }) };
    return this.attempt(() =>
      this.front.vouchers.handle({ type: 'PutVoucher', voucher, now: this.now() }, newCommand('catalog')),
    );
  }

  receive(sku: string, quantity: number, receiptId: string): Promise<void> {
    const command = { type: 'ReceiveStock', sku, receiptId, quantity, now: this.now() } as const;
    return this.attempt(() => this.front.stocks.handle(command, newCommand('warehouse')));
  }

  /** Places an order as the API does: at the prices shown, or at the flash price where that is tried. */
  place(
    key: string,
    wanted: Pick<OrderDraft, 'customer' | 'delivery' | 'payment' | 'voucherCodes'> & {
      readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly atFlashPrice: boolean }[];
    },
  ): Promise<void> {
    return this.attempt(async () => {
      const offers = new Map<string, Offer>();
      for (const { sku } of wanted.lines) {
        const offer = await this.offer(sku);
        if (offer) offers.set(sku, offer);
      }
      const { state } = await this.front.vouchers.load(voucherStream(wanted.voucherCodes[0] ?? 'none'));
      const skus = [...offers].filter(([sku, { kind }]) => state && isOnItsPart(state.voucher, { sku, kind }));
      const draft: OrderDraft = {
        ...wanted,
        ...{ customerId: 'acme', destination: { country: 'FR', postalCode: '75011' }, termsVersion: '1' },
        lines: wanted.lines.map(({ sku, quantity, atFlashPrice }) => {
          const { priceExclTaxCents = 0, flashSale } = offers.get(sku) ?? {};
          const price = atFlashPrice ? (flashSale?.priceExclTaxCents ?? priceExclTaxCents) : priceExclTaxCents;
          return { sku, quantity, unitPriceExclTaxCents: price };
        }),
        ...{ offers, voucher: state && { worthCents: state.worthCents, skus: skus.map(([sku]) => sku) } },
        policy: { termsVersions: ['1'], offersChronopost: false, suspectBelowPercent: 20 },
        now: this.now(),
      };
      await placeOrder(this.front, draft, newCommand('shop-front', { commandId: key, requestHash: key }));
    });
  }

  command(command: OrderCommand): Promise<void> {
    return this.attempt(() => this.front.orders.handle(command, newCommand('staff')));
  }

  ship(orderId: string, trackingNumber: string): Promise<void> {
    const context = newCommand('warehouse');
    return this.attempt(() => shipAndDebit(this.front.payment, orderId, trackingNumber, context));
  }

  /** Every order, as the log tells it. */
  async orders(): Promise<Order[]> {
    const states = new Map<string, OrderState>();
    for await (const { events } of this.log.readAll())
      for (const event of events.filter(({ stream }) => stream.startsWith('order-'))) {
        const orderId = orderIdOf(event.stream);
        states.set(orderId, evolveOrder(states.get(orderId), event as never));
      }
    return [...states.values()].flatMap((state) => orderOf(state) ?? []);
  }

  async findings(): Promise<string[]> {
    const audit = new Audit();
    for await (const page of this.log.readAll()) audit.take(page);
    const answers = this.provider.isReachable && !this.provider.losesAnswers;
    const isBroken = ({ what }: Finding) => what !== 'payment-unanswered' || answers;
    const findings = audit.findings(new Date(this.nowMs)).filter(isBroken);
    return findings.map(({ what, subject, detail }) => `${what} ${subject}: ${detail}`);
  }

  /** Processes start again, and everything that is due is done, until nothing moves. @returns what is due later */
  async settle(): Promise<readonly string[]> {
    for (let rounds = 0; rounds < 30; rounds++) {
      const before = await this.count();
      this.restart();
      await this.allocate();
      await this.wake();
      if ((await this.count()) === before && this.background.writesLeft === Infinity) break;
    }
    return [...(await this.wakeUps()).values()].flatMap(({ orderId, due }) =>
      Object.keys(due).map((kind) => `${kind} ${orderId}`),
    );
  }

  private restart(): void {
    if (this.api.writesLeft < 0) {
      this.api.writesLeft = Infinity;
      this.front = processOn(this.api.store, this.provider, this.now);
    }
    if (this.background.writesLeft < 0) {
      this.background.writesLeft = Infinity;
      this.back = processOn(this.background.store, this.provider, this.now);
    }
  }

  private async allocate(): Promise<void> {
    const stop = new AbortController();
    const memory: AllocationMemory = {
      load: () => Promise.resolve(structuredClone(this.memory)),
      save: (after: LogPosition, remainder) => {
        this.memory = structuredClone({ after, remainder });
        return Promise.resolve();
      },
    };
    const park = ({ subject, reason }: { subject: string; reason: string }) => {
      throw new Error(`parked ${subject}: ${reason}`);
    };
    const { orders, stocks: stock } = this.back;
    const process = new AllocationProcess({
      ...{ store: this.background.store, orders, stock, memory, now: this.now, park },
    });
    const running = process.run(stop.signal);
    for (let [quiet, before] = [0, -1]; quiet < 12;) {
      await setImmediate();
      const events = await this.count();
      quiet = events === before ? quiet + 1 : 0;
      before = events;
    }
    stop.abort();
    await running;
  }

  private async wakeUps() {
    const view = new InMemoryView(wakeUpsProjection(POLICY));
    for await (const { events } of this.log.readAll()) view.apply(events);
    return view.all();
  }

  private async wake(): Promise<void> {
    const docs = await this.wakeUps();
    const handlers = wakeUpHandlers({
      ...this.back,
      notifying: {
        mailer: this.mailer,
        recipientOf: () => Promise.resolve({ email: 'a@example.org', contactName: 'Ada', companyName: 'ACME' }),
        linkTo: (number) => Promise.resolve(`https://suivi.example/${number}`),
        alone: (_, act) => act(),
      },
      claimedIn: (orderId) => Promise.resolve(docs.get(orderId)?.facts.claimedIn ?? []),
      unpaidGraceMs: POLICY.unpaidGraceMs,
      now: this.now,
    });
    for (const { orderId, due } of docs.values())
      for (const [kind, at] of Object.entries(due))
        if (at <= this.now()) await this.attempt(() => handlers[kind as keyof typeof handlers](orderId));
  }

  private async offer(sku: string): Promise<Offer | undefined> {
    const { state: product } = await this.front.products.load(productStream(sku));
    if (!product) return undefined;
    const { availableFrom, availabilityConfirmed: confirmed = false, flashSale, ...shown } = product;
    const availability = availableFrom === undefined ? {} : { availability: { availableFrom, confirmed } };
    if (!flashSale) return { ...shown, ...availability };
    const { state } = await this.front.flashSales.load(flashSaleStream({ sku }));
    const left = unitsLeft(state, flashSale.from, flashSale.quantity);
    return { ...shown, ...availability, flashSale: { ...flashSale, unitsLeft: left } };
  }

  private async count(): Promise<number> {
    let events = 0;
    for await (const page of this.log.readAll()) events += page.events.length;
    return events;
  }

  /** Refusals are answers, and what is away comes back; anything else is a fault. */
  private async attempt(act: () => Promise<unknown>): Promise<void> {
    const answers = [RuleRefused, InvalidTransition, NotFound, Unavailable, RevisionConflict, IdempotencyKeyReused];
    try {
      await act();
    } catch (error) {
      if (!answers.some((kind) => error instanceof kind)) throw error;
    }
  }
}
