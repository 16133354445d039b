import fc from 'fast-check';
import { fold, given } from '#event-sourcing';
import { type StockCommand } from './stock.commands.js';
import { stockDecider } from './stock.decider.js';
import { type StockEvent } from './stock.events.js';

const now = '2026-11-23T09:00:00.000Z';
const sku = 'a';
const receive = (receiptId: string, quantity: number): StockCommand => ({
  type: 'ReceiveStock',
  sku,
  receiptId,
  quantity,
  now,
});
const claim = (...claims: [orderId: string, quantity: number][]): StockCommand => ({
  type: 'ClaimStock',
  sku,
  claims: claims.map(([orderId, quantity]) => ({ orderId, quantity })),
  now,
});
const release = (...orderIds: string[]): StockCommand => ({ type: 'ReleaseClaims', sku, orderIds, now });
const issue = (...orderIds: string[]): StockCommand => ({ type: 'IssueStock', sku, orderIds, now });

/** The events that commands lead to, one after the other. */
const after = (...commands: StockCommand[]): StockEvent[] =>
  commands.reduce<StockEvent[]>(
    (history, command) => [...history, ...given(stockDecider, history).when(command).events()],
    [],
  );
const allocations = (events: readonly StockEvent[]) =>
  events.flatMap((event) =>
    event.type === 'StockAllocated'
      ? event.data.allocations.map(({ orderId, quantity, held }) => [orderId, quantity, held])
      : [],
  );

describe('The stock of a SKU (T11, CGV 7)', () => {
  it('goes to the orders that wait, first-registered first', () => {
    const history = after(claim(['1', 2], ['2', 1], ['3', 1]));
    expect(allocations(given(stockDecider, history).when(receive('r', 3)).events())).toEqual([
      ['1', 2, 2],
      ['2', 1, 1],
    ]);
  });

  it('keeps what has come for the first, so that nobody overtakes it', () => {
    const history = after(claim(['1', 5], ['2', 1]), receive('r1', 3));
    expect(allocations(history)).toEqual([['1', 3, 3]]);
    expect(allocations(given(stockDecider, history).when(receive('r2', 3)).events())).toEqual([
      ['1', 2, 5],
      ['2', 1, 1],
    ]);
  });

  it('serves a claim at once from free units, but not before those who wait', () => {
    expect(allocations(after(receive('r', 2), claim(['1', 1])))).toEqual([['1', 1, 1]]);
    expect(allocations(after(claim(['1', 3]), receive('r', 2), claim(['2', 1])))).toEqual([['1', 2, 2]]);
  });

  it('counts a receipt once, and refuses another quantity under its id', () => {
    const history = after(receive('r', 2));
    expect(given(stockDecider, history).when(receive('r', 2)).events()).toEqual([]);
    expect(given(stockDecider, history).when(receive('r', 3)).refusal()).toMatchObject({
      violations: [{ code: 'RECEIPT_ID_REUSED' }],
    });
  });

  it('takes a claim once, also after it has ended', () => {
    const history = after(claim(['1', 1]), receive('r', 2), issue('1'));
    expect(
      given(stockDecider, history)
        .when(claim(['1', 1]))
        .events(),
    ).toEqual([]);
  });

  it('goes to the next when an order ends, what it held and what it waited for', () => {
    const history = after(claim(['1', 2], ['2', 1]), receive('r', 1));
    expect(allocations(given(stockDecider, history).when(release('1')).events())).toEqual([['2', 1, 1]]);
  });

  it('never serves an order that ended before it claimed', () => {
    expect(allocations(after(release('1'), claim(['1', 1]), receive('r', 1)))).toEqual([]);
  });

  it('serves a big arrival in few appends', () => {
    const orders = Array.from({ length: 9000 }, (_, n): [string, number] => [`${n}`, 1]);
    const arrived = after(claim(...orders), receive('r', 9000));
    const [, , first] = arrived as [StockEvent, StockEvent, Extract<StockEvent, { type: 'StockAllocated' }>];
    expect(first.data.allocations).toHaveLength(4000);
    expect(first.data.unfinished).toBe(true);
    const next = given(stockDecider, arrived).when({ type: 'AllocateStock', sku, now }).events();
    const last = given(stockDecider, [...arrived, ...next])
      .when({ type: 'AllocateStock', sku, now })
      .events();
    expect(allocations([...arrived, ...next, ...last]).map(([orderId]) => orderId)).toEqual(
      orders.map(([orderId]) => orderId),
    );
    expect(last[0]).toMatchObject({ data: { unfinished: false } });
  });

  it('is given out in full when one append takes all of it: nothing is left to go on with', () => {
    const orders = Array.from({ length: 4001 }, (_, n): [string, number] => [`${n}`, 1]);
    const history = after(claim(...orders), receive('r', 4000));
    expect(history.at(-1)).toMatchObject({ type: 'StockAllocated', data: { unfinished: false } });
    expect(given(stockDecider, history).when({ type: 'AllocateStock', sku, now }).events()).toEqual([]);
    expect(allocations(given(stockDecider, history).when(receive('r2', 1)).events())).toEqual([['4000', 1, 1]]);
  });

  it('conserves units, gives each once, and keeps the order of registration, whatever happens', () => {
    const orderId = fc.integer({ min: 1, max: 8 }).map(String);
    const command = fc.oneof(
      fc
        .record({ id: fc.uuid(), quantity: fc.integer({ min: 1, max: 6 }) })
        .map(({ id, quantity }) => receive(id, quantity)),
      fc
        .record({ orderId, quantity: fc.integer({ min: 1, max: 4 }) })
        .map((each) => claim([each.orderId, each.quantity])),
      orderId.map((each) => release(each)),
      orderId.map((each) => issue(each)),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let [received, issued] = [0, 0];
        const wanted = new Map<string, number>();
        const held = new Map<string, number>();
        const queue: string[] = [];
        for (const event of after(...commands)) {
          if (event.type === 'StockReceived') received += event.data.quantity;
          if (event.type === 'StockClaimed')
            for (const each of event.data.claims) {
              wanted.set(each.orderId, each.quantity);
              queue.push(each.orderId);
            }
          if (event.type === 'StockAllocated')
            for (const each of event.data.allocations) {
              const first = queue.find(
                (waiting) => wanted.has(waiting) && (held.get(waiting) ?? 0) < wanted.get(waiting)!,
              );
              expect(each.orderId).toBe(first);
              held.set(each.orderId, (held.get(each.orderId) ?? 0) + each.quantity);
              expect(held.get(each.orderId)).toBe(each.held);
              expect(each.held).toBeLessThanOrEqual(wanted.get(each.orderId)!);
            }
          const ended =
            event.type === 'ClaimsReleased'
              ? event.data.releases
              : event.type === 'StockIssued'
                ? event.data.issues
                : [];
          for (const each of ended) {
            expect(each.quantity).toBe(held.get(each.orderId) ?? 0);
            if (event.type === 'StockIssued') issued += each.quantity;
            held.delete(each.orderId);
            wanted.delete(each.orderId);
          }
        }
        const inHands = [...held.values()].reduce((sum, units) => sum + units, 0);
        const { free } = fold(
          (s: ReturnType<typeof stockDecider.evolve>, e: StockEvent) => stockDecider.evolve(s, e),
          stockDecider.initialState,
          after(...commands),
        );
        expect(received).toBe(free + inHands + issued);
        expect(free === 0 || queue.every((each) => (held.get(each) ?? 0) >= (wanted.get(each) ?? 0))).toBe(true);
      }),
    );
  });
});
