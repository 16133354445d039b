import { setImmediate } from 'node:timers/promises';
import {
  type EventStore,
  InMemoryEventStore,
  type LogPosition,
  Unavailable,
  deterministicId,
  newCommand,
} from '#event-sourcing';
import { productsOn } from '#catalog';
import { stocksOn } from '#inventory';
import { type Offer, ordersOn, orderStream } from '#ordering';
import { type AllocationMemory, AllocationProcess, type Parked } from './allocation-process.js';
import { type Remainder } from './allocation-todo.js';

const NOW = '2026-11-23T09:00:00.000Z';
/** An order's id, from a name that reads well. */
const idOf = (name: string) => deterministicId('order', name);
const LATER = '2026-11-30T09:00:00.000Z';

const memoryOf = (): AllocationMemory & { saved: { after: LogPosition; remainder: Remainder } | undefined } => ({
  saved: undefined,
  load() {
    return Promise.resolve(structuredClone(this.saved));
  },
  save(after, remainder) {
    this.saved = structuredClone({ after, remainder });
    return Promise.resolve();
  },
});

/** A shop on one store: orders are registered, stock comes in, and the process is run until it has nothing left to do. */
const shop = () => {
  const store = new InMemoryEventStore();
  const [orders, stocks] = [ordersOn(store), stocksOn(store)];
  const parked: Parked[] = [];
  const context = () => newCommand('test');
  const offer = {
    name: 'x',
    kind: 'accessory',
    priceExclTaxCents: 100,
    vatRate: '20',
    ecoContributionCents: 0,
    privateCopyCents: 0,
    visible: true,
  } as const;
  const register = async (name: string, items: Record<string, number>, preorder?: Offer['availability']) => {
    const orderId = idOf(name);
    const lines = Object.entries(items).map(([sku, quantity]) => ({ sku, quantity, unitPriceExclTaxCents: 100 }));
    await orders.handle(
      {
        type: 'PlaceOrder',
        orderId,
        customerId: 'c',
        customer: { siren: '732829320' },
        lines,
        offers: new Map(lines.map(({ sku }) => [sku, { ...offer, ...(preorder && { availability: preorder }) }])),
        delivery: { method: 'colissimo', address: 'sealed' },
        destination: { country: 'FR', postalCode: '75011' },
        payment: { method: 'card', cardToken: 'sealed' },
        termsVersion: '1',
        voucherCodes: [],
        policy: { termsVersions: ['1'], offersChronopost: false, suspectBelowPercent: 20 },
        now: NOW,
      },
      context(),
    );
    const result = { outcome: 'authorised', reference: `a-${orderId}`, authorisedUntil: LATER } as const;
    await orders.handle({ type: 'RecordAuthorisation', orderId, attempt: 1, result, now: NOW }, context());
  };
  const receive = (sku: string, quantity: number, receiptId = crypto.randomUUID()) =>
    stocks.handle({ type: 'ReceiveStock', sku, receiptId, quantity, now: NOW }, context());
  const typesOf = async (name: string) =>
    (await store.read(orderStream({ orderId: idOf(name) }))).map(({ type }) => type);
  const process = (memory: AllocationMemory = memoryOf(), on: EventStore = store, now = NOW) =>
    new AllocationProcess({
      store: on,
      orders: ordersOn(on),
      stock: stocksOn(on),
      memory,
      now: () => now,
      park: (what) => parked.push(what),
    });
  const run = async (memory?: AllocationMemory, on?: EventStore, now?: string) => {
    const stop = new AbortController();
    const running = process(memory, on, now).run(stop.signal);
    for (let [quiet, before] = [0, -1]; quiet < 20;) {
      await setImmediate();
      const events = await count();
      quiet = events === before ? quiet + 1 : 0;
      before = events;
    }
    stop.abort();
    await running;
  };
  const count = async () => {
    let events = 0;
    for await (const page of store.readAll()) events += page.events.length;
    return events;
  };
  return { store, orders, stocks, parked, register, receive, typesOf, run, count, process, context };
};

/** The same store, read in pages of one event: every boundary there is. */
const inPagesOfOne = (store: InMemoryEventStore): EventStore =>
  Object.assign(Object.create(store) as EventStore, {
    follow: (options: Parameters<EventStore['follow']>[0]) => store.follow({ ...options, pageSize: 1 }),
  });

describe('The allocation', () => {
  it('lets an order wait until every item is in, and completes it with the last (T11)', async () => {
    const { register, receive, run, typesOf } = shop();
    await register('1', { a: 2, b: 1 });
    await receive('a', 2);
    await run();
    expect(await typesOf('1')).toEqual(['OrderPlaced', 'PaymentValidated', 'ItemsAllocated', 'StockAwaited']);
    await receive('b', 1);
    await run();
    expect((await typesOf('1')).slice(4)).toEqual(['ItemsAllocated', 'OrderCompleted']);
  });

  it('gives the last unit to the first registered of 50, and lets 49 wait (T11)', async () => {
    const { register, receive, run, typesOf } = shop();
    for (let n = 0; n < 50; n++) await register(`${n}`, { last: 1 });
    await receive('last', 1);
    await run();
    const ends = await Promise.all(Array.from({ length: 50 }, async (_, n) => (await typesOf(`${n}`)).at(-1)));
    expect(ends).toEqual(['OrderCompleted', ...Array<string>(49).fill('StockAwaited')]);
  });

  it('serves two orders that cross on two SKUs in the order of their registration: no deadlock', async () => {
    const { register, receive, run, typesOf } = shop();
    await register('1', { a: 1, b: 1 });
    await register('2', { b: 1, a: 1 });
    await receive('b', 1);
    await receive('a', 1);
    await run();
    expect((await typesOf('1')).at(-1)).toBe('OrderCompleted');
    expect((await typesOf('2')).at(-1)).toBe('StockAwaited');
  });

  it('gives what a cancelled order held to the next (T29)', async () => {
    const { register, receive, run, typesOf, orders, context } = shop();
    await register('1', { a: 1 });
    await register('2', { a: 1 });
    await receive('a', 1);
    await run();
    await orders.handle({ type: 'CancelOrder', orderId: idOf('1'), reason: 'customer-request', now: NOW }, context());
    await run();
    expect((await typesOf('2')).at(-1)).toBe('OrderCompleted');
  });

  it('comes to the same wherever pages end, run twice at once, and begun again from nothing', async () => {
    const { store, register, receive, run, typesOf, count } = shop();
    for (let n = 0; n < 6; n++) await register(`${n}`, { a: 1, b: 2 });
    await receive('a', 4);
    await receive('b', 7);
    await Promise.all([run(memoryOf(), inPagesOfOne(store)), run()]);
    const ends = await Promise.all(Array.from({ length: 6 }, async (_, n) => (await typesOf(`${n}`)).at(-1)));
    expect(ends).toEqual([...Array<string>(3).fill('OrderCompleted'), ...Array<string>(3).fill('StockAwaited')]);
    const events = await count();
    await run();
    await run(memoryOf(), inPagesOfOne(store));
    expect(await count()).toBe(events);
  });

  it('does nothing twice where two run at once, each by its own clock', async () => {
    const { store, register, receive, run, orders, context } = shop();
    // Appends take a while, so that both have decided before either has written.
    const slow = Object.assign(Object.create(store) as EventStore, {
      append: async (...what: Parameters<EventStore['append']>) => {
        await setImmediate();
        return store.append(...what);
      },
    });
    const both = () => Promise.all([run(memoryOf(), slow, NOW), run(memoryOf(), slow, LATER)]);
    for (let n = 0; n < 3; n++) await register(`${n}`, { a: 1, b: 1 });
    await both();
    await receive('a', 2);
    await receive('b', 2);
    await both();
    await orders.handle({ type: 'CancelOrder', orderId: idOf('0'), reason: 'other', now: NOW }, context());
    await both();
    await run();
    const types: Record<string, number> = {};
    for await (const { events } of store.readAll())
      for (const { type, data } of events) {
        const { claims, releases, allocations } = data as Record<string, readonly unknown[] | undefined>;
        types[type] = (types[type] ?? 0) + (claims ?? releases ?? allocations ?? [1]).length;
      }
    // Each of 3 orders claims 2 SKUs; 2 are served, and the third gets what the first gave back.
    expect(types).toMatchObject({ StockClaimed: 6, StockAllocated: 6, ClaimsReleased: 2, StockAwaited: 3 });
    expect(types).toMatchObject({ OrderCompleted: 3, OrderCancelled: 1 });
  });

  it('does nothing twice, from whatever it remembered on the way it is begun again', async () => {
    const { store, register, receive, run, orders, context, count } = shop();
    const remembered: { after: LogPosition; remainder: Remainder }[] = [];
    const memory: AllocationMemory = {
      load: () => Promise.resolve(remembered.at(-1)),
      save: (after, remainder) => {
        remembered.push(structuredClone({ after, remainder }));
        return Promise.resolve();
      },
    };
    for (let n = 0; n < 3; n++) await register(`${n}`, { a: 1, b: 2 });
    await receive('a', 2);
    await run(memory, inPagesOfOne(store));
    await receive('b', 3);
    await run(memory, inPagesOfOne(store));
    await orders.handle({ type: 'CancelOrder', orderId: idOf('0'), reason: 'other', now: NOW }, context());
    await run(memory, inPagesOfOne(store));
    const events = await count();
    for (const earlier of remembered) {
      await run({ load: () => Promise.resolve(structuredClone(earlier)), save: () => Promise.resolve() });
      expect(await count()).toBe(events);
    }
    expect(remembered.length).toBeGreaterThan(10);
  });

  it('answers every order of one claim, though a page ends between the claim and its allocation', async () => {
    const { store, register, receive, run, typesOf } = shop();
    for (let n = 0; n < 3; n++) await register(`${n}`, { a: 1 });
    await receive('a', 1);
    await run(memoryOf(), inPagesOfOne(store));
    const ends = await Promise.all(Array.from({ length: 3 }, async (_, n) => (await typesOf(`${n}`)).at(-1)));
    expect(ends).toEqual(['OrderCompleted', 'StockAwaited', 'StockAwaited']);
  });

  it('goes on from what it remembers, page by page', async () => {
    const { store, register, receive, run, typesOf } = shop();
    const memory = memoryOf();
    for (let n = 0; n < 4; n++) {
      await register(`${n}`, { a: 1, b: 1 });
      await receive(n % 2 ? 'a' : 'b', 2);
      await run(memory, inPagesOfOne(store));
    }
    const ends = await Promise.all(Array.from({ length: 4 }, async (_, n) => (await typesOf(`${n}`)).at(-1)));
    expect(ends).toEqual(Array(4).fill('OrderCompleted'));
  });

  it('remembers nothing past work that it was stopped in the midst of', async () => {
    const { store, register, receive, run, typesOf, process } = shop();
    await register('1', { a: 1 });
    await receive('a', 1);
    const memory = memoryOf();
    const stop = new AbortController();
    const away = Object.assign(Object.create(store) as EventStore, {
      append: () => {
        stop.abort();
        return Promise.reject(new Unavailable('event store', 'killed'));
      },
    });
    await process(memory, away).run(stop.signal);
    await run(memory);
    expect((await typesOf('1')).at(-1)).toBe('OrderCompleted');
  });

  it('parks what cannot be carried out, lets the others go on, and finds it again at the next start', async () => {
    const { store, register, receive, run, typesOf, parked } = shop();
    await register('1', { broken: 1 });
    await register('2', { a: 1 });
    await receive('broken', 1);
    await receive('a', 1);
    const memory = memoryOf();
    const broken = Object.assign(Object.create(store) as EventStore, {
      append: (stream: string, ...rest: [never, never]) =>
        stream === 'stock-broken' ? Promise.reject(new TypeError('a bug')) : store.append(stream, ...rest),
    });
    await run(memory, broken);
    expect(parked).toEqual([{ subject: 'broken', reason: 'TypeError: a bug' }]);
    expect((await typesOf('2')).at(-1)).toBe('OrderCompleted');
    await run(memory);
    expect((await typesOf('1')).at(-1)).toBe('OrderCompleted');
  });
});

describe('A preorder (T13)', () => {
  const dated = (availableFrom?: string, availabilityConfirmed = true) => ({
    ...{ sku: 'a', name: 'a', kind: 'tablet' as const, priceExclTaxCents: 100, vatRate: '20' as const },
    ...{ ecoContributionCents: 0, privateCopyCents: 0, visible: true },
    ...(availableFrom !== undefined && { availableFrom, availabilityConfirmed }),
  });
  const put = ({ store, context }: ReturnType<typeof shop>, product: ReturnType<typeof dated>) =>
    productsOn(store).handle({ type: 'PutProduct', product, now: NOW }, context());
  const toCome = { availableFrom: '2026-12-01', confirmed: false };

  it('hears of every date its product is given, once, and comes on sale when that is reached and confirmed', async () => {
    const test = shop();
    const memory = memoryOf();
    await put(test, dated('2026-12-01', false));
    await test.register('one', { a: 1 }, toCome);
    await test.receive('a', 1);
    await test.run(memory);
    expect(await test.typesOf('one')).toEqual([
      ...['OrderPlaced', 'PaymentValidated', 'ItemsAllocated', 'StockAwaited'],
    ]);
    await put(test, dated('2026-12-24', false));
    await test.run(memory);
    await put(test, dated('2026-11-01'));
    await test.run(memory);
    await test.run();
    expect((await test.typesOf('one')).slice(4)).toEqual([
      ...['AvailabilityChanged', 'AvailabilityChanged', 'PreorderOnSale', 'OrderCompleted'],
    ]);
  });
  it('that was ordered at a date that moved meanwhile is told', async () => {
    const test = shop();
    await put(test, dated('2026-12-24', false));
    await test.register('one', { a: 1 }, toCome);
    await test.run();
    expect(await test.typesOf('one')).toContain('AvailabilityChanged');
  });
  it('that is none any more is on sale, and a cancelled one hears nothing', async () => {
    const test = shop();
    await put(test, dated('2026-12-01', false));
    await test.register('one', { a: 1 }, toCome);
    await test.register('two', { a: 1 }, toCome);
    const cancel = { type: 'CancelOrder', orderId: idOf('two'), reason: 'other', now: NOW } as const;
    await test.orders.handle(cancel, test.context());
    await put(test, dated());
    await test.run(undefined, inPagesOfOne(test.store));
    expect(await test.typesOf('one')).toContain('PreorderOnSale');
    expect((await test.typesOf('two')).at(-1)).toBe('OrderCancelled');
  });
});
