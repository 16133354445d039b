import { fold } from '#event-sourcing';
import { orderDecider } from './order.decider.js';
import { type OrderEvent } from './order.events.js';
import { after, authorised, held, offer, place, released } from './order.examples.js';
import { evolve } from './order.evolution.js';
import { type OrderState } from './order.state.js';

type Units = Readonly<Record<string, number>>;

/** Every way to give each SKU from `least` to `most` units. */
const every = (skus: readonly string[], least: number, most: (sku: string) => number): Units[] =>
  skus.reduce<Units[]>(
    (some, sku) =>
      some.flatMap((units) =>
        Array.from({ length: most(sku) - least + 1 }, (_, more) => ({ ...units, [sku]: least + more })),
      ),
    [{}],
  );
/** Every order of one to four SKUs, of one or two units each; up to three units where there are two SKUs. */
const carts = [1, 2, 3, 4].flatMap((size) => every(['a', 'b', 'c', 'd'].slice(0, size), 1, () => (size <= 2 ? 3 : 2)));
const sum = (units: Units) => Object.values(units).reduce((total, quantity) => total + quantity, 0);
const named = (units: Units) => Object.entries(units).map(([sku, quantity]) => ({ sku, quantity }));

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

const registered = (cart: Units): OrderState => {
  const lines = named(cart).map((item) => ({ ...item, unitPriceExclTaxCents: 1000 }));
  const offers = new Map(lines.map(({ sku }) => [sku, offer]));
  return fold(evolve, undefined as OrderState, after(place({ lines, offers }), authorised()));
};
const tell = (order: OrderState, units: Units): [readonly OrderEvent[], OrderState] => {
  const events = orderDecider.decide(held(units), order);
  return [events, fold(evolve, order, events)];
};
const isComplete = (events: readonly OrderEvent[]) => events.some(({ type }) => type === 'OrderCompleted');

describe('An order waits until every item of it is in (T11, CGV 7)', () => {
  it('whatever part of it is in when its stock first answers, down to the last unit', () => {
    for (const cart of carts) {
      const order = registered(cart);
      for (const units of every(Object.keys(cart), 0, (sku) => cart[sku]!)) {
        const [events] = tell(order, units);
        const missing = named(cart)
          .map(({ sku, quantity }) => ({ sku, quantity: quantity - units[sku]! }))
          .filter(({ quantity }) => quantity > 0);
        expect(isComplete(events)).toBe(missing.length === 0);
        const awaited = events.filter(({ type }) => type === 'StockAwaited').map(({ data }) => data);
        expect(awaited).toMatchObject(missing.length === 0 ? [] : [{ missing }]);
      }
    }
  });

  it('in whatever order its units come in, one by one', () => {
    let arrivals = 0;
    const letOneMoreArrive = (cart: Units, inHand: Units, order: OrderState): void => {
      for (const sku of Object.keys(cart).filter((each) => inHand[each]! < cart[each]!)) {
        const units = { ...inHand, [sku]: inHand[sku]! + 1 };
        const [events, next] = tell(order, { [sku]: units[sku]! });
        const isLast = sum(units) === sum(cart);
        if (isComplete(events) !== isLast) throw new Error(`${JSON.stringify({ cart, units })} is taken for whole`);
        if (isLast) arrivals++;
        else letOneMoreArrive(cart, units, next);
      }
    };
    for (const cart of carts) {
      const none = Object.fromEntries(Object.keys(cart).map((sku) => [sku, 0]));
      letOneMoreArrive(cart, none, tell(registered(cart), none)[1]);
    }
    // Permutations of its units, those of one SKU being alike: of four SKUs with two units each there are 8!/2⁴.
    const orders = (cart: Units) =>
      factorial(sum(cart)) /
      Object.values(cart)
        .map(factorial)
        .reduce((a, b) => a * b);
    expect(arrivals).toBe(carts.map(orders).reduce((a, b) => a + b));
  });

  it('summed over its lines, where two name one SKU', () => {
    const line = { sku: 'a', quantity: 1, unitPriceExclTaxCents: 1000 };
    const twice = after(place({ lines: [line, line] }), authorised(), held({ a: 1 }));
    expect(isComplete(twice)).toBe(false);
    expect(isComplete(after(place({ lines: [line, line] }), authorised(), held({ a: 2 })))).toBe(true);
  });

  it('and not for what never ships: a plan beside a phone is neither claimed nor waited for (T21)', () => {
    const offers = new Map([
      ['a', offer],
      ['b', { ...offer, kind: 'mobile-plan' }],
    ]);
    const history = after(place({ offers }), authorised());
    expect(history.at(-1)).toMatchObject({ data: { items: [{ sku: 'a', quantity: 2 }] } });
    expect(isComplete(after(place({ offers }), authorised(), held({ a: 2 })))).toBe(true);
  });

  it('and is handed to the warehouse once', () => {
    const whole = after(place(), authorised(), held({ a: 2, b: 1 }), released);
    const order = fold(evolve, undefined as OrderState, whole);
    expect(order).toMatchObject({ status: 'in-preparation' });
    expect(orderDecider.decide(released, order)).toEqual([]);
  });
});
