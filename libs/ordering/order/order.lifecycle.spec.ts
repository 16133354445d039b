import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidTransition, NotFound, RuleRefused, fold, given } from '#event-sourcing';
import { type OrderCommand } from './order.commands.js';
import { orderDecider } from './order.decider.js';
import { evolve } from './order.evolution.js';
import { OrderGivenUp } from './order.errors.js';
import { type OrderEvent } from './order.events.js';
import {
  after,
  atRelay,
  authorised,
  cancelled,
  captured,
  cashCollected,
  dated,
  declined,
  defective,
  exchanged,
  fetched,
  givenBack,
  handedOver,
  held,
  notCaptured,
  offer,
  onSale,
  orderId,
  otherCard,
  pickUpEnds,
  place,
  promiseChecked,
  refundRefused,
  refunded,
  refused,
  released,
  returned,
  unpaid,
  voided,
  withdrawn,
} from './order.examples.js';
import { ORDER_STATUSES, type OrderState, orderOf } from './order.state.js';

/** Long after every date of the examples. */
const LATE = '2027-06-01T09:00:00.000Z';
const preordered = place({
  offers: new Map([
    ['a', { ...offer, availability: { availableFrom: '2027-01-04', confirmed: true } }],
    ['b', offer],
  ]),
});
const byRelay = place({ delivery: { method: 'chronorelais', relayPointId: 'r-1' } });
const inCash = place({ payment: { method: 'cash-on-delivery' } });
const withVoucher = place({ voucherCodes: ['V'], voucher: { worthCents: 1000, skus: ['a'] } });
const byVoucher = place({
  payment: { method: 'voucher' },
  voucherCodes: ['V'],
  voucher: { worthCents: 9900, skus: ['a', 'b'] },
});
const exchange: OrderCommand = {
  ...{ type: 'PlaceExchange', orderId, exchangeOf: 'the-sale', customerId: 'acme', now: LATE },
  line: { sku: 'a', quantity: 2, unitPriceExclTaxCents: 1000, ...offer },
  ...{ delivery: { method: 'colissimo', address: 'sealed' }, termsVersion: '2023-04-06' },
};

const whole = (first: OrderCommand) => [first, authorised(), held({ a: 2, b: 1 }), released] as const;
const sent = (first = place()) => [...whole(first), handedOver(), captured()] as const;
const inCashSent = [inCash, held({ a: 2, b: 1 }), released, handedOver()] as const;
const byVoucherSent = [byVoucher, held({ a: 2, b: 1 }), released, handedOver()] as const;
const atTheRelay = [...sent(byRelay), atRelay()] as const;

/** One or more orders in each state, by how they came there. */
const states: Record<string, readonly OrderCommand[]> = {
  none: [],
  'given up': [{ type: 'AbandonOrder', orderId, now: LATE }],
  placed: [place()],
  'placed, declined': [place(), declined()],
  'placed, another card given': [place(), declined(), otherCard],
  registered: [place(), authorised()],
  'registered, for cash': [inCash],
  'registered, everything in': [place(), authorised(), held({ a: 2, b: 1 })],
  'on hold': [place(), authorised(), held({ a: 0, b: 0 })],
  'on hold, everything in': [place(), authorised(), held({ a: 0, b: 0 }), held({ a: 2, b: 1 })],
  'on hold for a preorder': [preordered, authorised(), held({ a: 2, b: 1 })],
  'on hold, renewal refused': [place(), authorised(), held({ a: 0, b: 0 }), declined(2)],
  'on hold, another card given': [place(), authorised(), held({ a: 0, b: 0 }), declined(2), otherCard],
  'in preparation': whole(place()),
  'in preparation, for cash': [inCash, held({ a: 2, b: 1 }), released],
  'being handed over': [...whole(place()), handedOver()],
  'debit refused': [...whole(place()), handedOver(), notCaptured()],
  'debit refused, another card given': [...whole(place()), handedOver(), notCaptured(), otherCard],
  shipped: sent(),
  'shipped, for cash': inCashSent,
  'at the relay': atTheRelay,
  delivered: [...sent(), fetched()],
  'delivered, one item failed': [...sent(), fetched(), defective()],
  'not collected': [...atTheRelay, pickUpEnds(LATE)],
  'not collected, back': [...atTheRelay, returned()],
  withdrawn: [...sent(), fetched(), withdrawn()],
  'withdrawn, back': [...sent(), fetched(), withdrawn(), returned('warehouse')],
  'withdrawn, back, refund refused': [...sent(), fetched(), withdrawn(), returned('warehouse'), refundRefused],
  cancelled: [place(), authorised(), cancelled],
  'cancelled, with a voucher': [withVoucher, authorised(), cancelled],
  refused: [place(), authorised(), refused],
  'withdrawn, paid in cash': [...inCashSent, cashCollected(), fetched(), withdrawn()],
  'withdrawn, paid by a voucher, back': [...byVoucherSent, fetched(), withdrawn(), returned('warehouse')],
  'not collected, paid by a voucher, back': [...byVoucherSent, returned('carrier')],
  refunded: [...sent(), fetched(), withdrawn(), returned('warehouse'), refunded],
};

/** Commands that answer the provider are about what is asked of it then. */
const commands: Record<string, OrderCommand | ((attempt: number) => OrderCommand)> = {
  place: place(),
  exchange,
  abandon: { type: 'AbandonOrder', orderId, now: LATE },
  authorised: (attempt) => authorised(attempt),
  declined: (attempt) => declined(attempt),
  'another card': otherCard,
  'allocate a part': held({ a: 1, b: 0 }),
  'allocate all': held({ a: 2, b: 1 }),
  dated: dated('a', '2027-02-01'),
  'on sale': onSale(LATE),
  release: released,
  'promise over': promiseChecked(LATE),
  ship: handedOver(),
  debited: captured(),
  'not debited': notCaptured(),
  'at relay': atRelay(),
  deliver: fetched(),
  cash: cashCollected(),
  'pick-up over': pickUpEnds(LATE),
  'carrier returns': returned('carrier'),
  'warehouse receives': returned('warehouse'),
  refund: refunded,
  voided: voided('a1'),
  cancel: cancelled,
  unpaid: unpaid(LATE),
  refuse: refused,
  withdraw: withdrawn(),
  defect: defective('a', undefined, 'claim-2'),
  'exchange placed': exchanged(),
  'claims back': givenBack,
  notified: { type: 'RecordNotice', orderId, number: 1, result: { outcome: 'sent', messageId: 'm' }, now: LATE },
  'refund again': { type: 'RetryRefund', orderId, now: LATE },
};

/**
 * ✓ events, – nothing to do, ✗ not in this state, T… refused by that rule, ? there is no such order, ! its request was
 * given up. Columns in the order of `commands`.
 */
const TABLE: Record<string, string> = {
  none: '✓ ✓ ✓ ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ?',
  'given up': '! – – ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ?',
  placed: '✗ – – ✓ ✓ ✗ – – – – ✗ – ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – – ✗',
  'placed, declined': '✗ – – ✓ ✓ ✓ – – – – ✗ – T17 – – ✗ ✗ ✗ – ✗ ✗ – – ✓ ✓ ✓ ✗ ✗ – – ✓ ✗',
  'placed, another card given': '✗ – – ✓ ✓ ✗ – – – – ✗ – ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  registered: '✗ – – ✓ ✓ ✗ ✓ ✓ – – ✗ ✓ ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'registered, for cash': '✗ – – – – ✗ ✓ ✓ – – ✗ ✓ ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'registered, everything in': '✗ – – ✓ ✓ ✗ – – – – ✓ ✓ ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'on hold': '✗ – – ✓ ✓ ✗ ✓ ✓ – – ✗ ✓ ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'on hold, everything in': '✗ – – ✓ ✓ ✗ – – – – ✓ ✓ ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'on hold for a preorder': '✗ – – ✓ ✓ ✗ – – ✓ ✓ ✗ ✓ ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'on hold, renewal refused': '✗ – – ✓ ✓ ✓ ✓ ✓ – – ✗ ✓ T17 – – ✗ ✗ ✗ – ✗ ✗ – – ✓ ✓ ✓ ✗ ✗ – – ✓ ✗',
  'on hold, another card given': '✗ – – ✓ ✓ ✗ ✓ ✓ – – ✗ ✓ ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'in preparation': '✗ – – ✓ ✓ ✗ – – – – – ✓ ✓ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'in preparation, for cash': '✗ – – – – ✗ – – – – – ✓ ✓ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  'being handed over': '✗ – – ✓ ✓ ✗ – – – – – ✓ – ✓ ✓ ✗ ✗ ✗ – ✗ ✗ – – T29 – T05 ✗ ✗ – – ✓ ✗',
  'debit refused': '✗ – – ✓ ✓ ✓ – – – – – ✓ T17 – – ✗ ✗ ✗ – ✗ ✗ – – ✓ ✓ ✓ ✗ ✗ – – ✓ ✗',
  'debit refused, another card given': '✗ – – ✓ ✓ ✗ – – – – – ✓ ✗ – – ✗ ✗ ✗ – ✗ ✗ – – ✓ – ✓ ✗ ✗ – – ✓ ✗',
  shipped: '✗ – – ✓ – ✗ – – – – – ✓ – – – ✓ ✓ ✗ – ✓ ✗ – – T29 – T05 ✓ ✗ – – ✓ ✗',
  'shipped, for cash': '✗ – – – – ✗ – – – – – ✓ – – – ✓ ✓ ✓ – ✓ ✗ – – T29 – T05 ✓ ✗ – – ✓ ✗',
  'at the relay': '✗ – – ✓ – ✗ – – – – – – – – – – ✓ ✗ ✓ ✓ ✗ – – T29 – T05 ✓ ✗ – – ✓ ✗',
  delivered: '✗ – – ✓ – ✗ – – – – – – – – – ✗ – ✗ – ✗ ✗ – – T29 – T05 ✓ ✓ – – ✓ ✗',
  'delivered, one item failed': '✗ – – ✓ – ✗ – – – – – – – – – ✗ – ✗ – ✗ ✗ – – T29 – T05 ✓ ✓ ✓ – ✓ ✗',
  'not collected': '✗ – – ✓ – ✗ – – – – – – – – – ✗ ✓ ✗ – ✓ ✓ – – T29 – T05 ✗ ✗ – – ✓ ✗',
  'not collected, back': '✗ – – ✓ – ✗ – – – – – – – – – ✗ ✗ ✗ – – – ✓ – T29 – T05 ✗ ✗ – – ✓ ✗',
  withdrawn: '✗ – – ✓ – ✗ – – – – – – – – – ✗ – ✗ – ✓ ✓ – – T29 – T05 – ✗ – – ✓ ✗',
  'withdrawn, back': '✗ – – ✓ – ✗ – – – – – – – – – ✗ – ✗ – – – ✓ – T29 – T05 – ✗ – – ✓ ✗',
  'withdrawn, back, refund refused': '✗ – – ✓ – ✗ – – – – – – – – – ✗ – ✗ – – – ✓ – T29 – T05 – ✗ – – ✓ ✓',
  cancelled: '✗ – – ✓ – ✗ – – – – – – ✗ – – ✗ ✗ ✗ – ✗ ✗ – ✓ – – ✗ ✗ ✗ – – ✓ ✗',
  'cancelled, with a voucher': '✗ – – ✓ – ✗ – – – – – – ✗ – – ✗ ✗ ✗ – ✗ ✗ – ✓ – – ✗ ✗ ✗ – ✓ ✓ ✗',
  refused: '✗ – – ✓ – ✗ – – – – – – ✗ – – ✗ ✗ ✗ – ✗ ✗ – ✓ T29 – – ✗ ✗ – – ✓ ✗',
  'withdrawn, paid in cash': '✗ – – – – ✗ – – – – – – – – – ✗ – – – ✓ ✓ – – T29 – T05 – ✗ – – ✓ ✗',
  'withdrawn, paid by a voucher, back': '✗ – – – – ✗ – – – – – – – – – ✗ – ✗ – – – – – T29 – T05 – ✗ – ✓ ✓ ✗',
  'not collected, paid by a voucher, back': '✗ – – – – ✗ – – – – – – – – – ✗ ✗ ✗ – – – – – T29 – T05 ✗ ✗ – ✓ ✓ ✗',
  refunded: '✗ – – ✓ – ✗ – – – – – – – – – ✗ – ✗ – – – – – T29 – T05 – ✗ – – ✓ ✗',
};

const decided = (history: readonly OrderEvent[], command: (typeof commands)[string]): readonly OrderEvent[] => {
  const attempt = orderOf(fromHistory(history))?.payment.attempt ?? 1;
  return given(orderDecider, history)
    .when(typeof command === 'function' ? command(attempt) : command)
    .events();
};
const answerOf = (history: readonly OrderEvent[], command: (typeof commands)[string]): string => {
  try {
    return decided(history, command).length > 0 ? '✓' : '–';
  } catch (error) {
    if (error instanceof RuleRefused) return error.violations[0].rule;
    if (error instanceof NotFound) return '?';
    if (error instanceof OrderGivenUp) return '!';
    if (error instanceof InvalidTransition) return '✗';
    throw error;
  }
};
const fromHistory = (history: readonly OrderEvent[]): OrderState => fold(evolve, undefined as OrderState, history);
const statusOf = (state: OrderState) => orderOf(state)?.status ?? '[*]';

describe('Every state answers every command', () => {
  it.each(Object.keys(states))('%s', (state) => {
    const history = after(...states[state]!);
    const answers = Object.values(commands).map((command) => answerOf(history, command));
    expect(answers.join(' ')).toBe(TABLE[state]);
  });
  it('and every status is among the states', () => {
    const statuses = Object.values(states).map((life) => statusOf(fromHistory(after(...life))));
    expect([...new Set(statuses)].sort()).toEqual(['[*]', ...ORDER_STATUSES].sort());
  });
});

/** `from --> to: command` for every move that a state of the table makes. */
const moves = (): string[] => {
  const found = new Set<string>();
  for (const life of Object.values(states)) {
    const history = after(...life);
    const before = fromHistory(history);
    for (const [name, command] of Object.entries(commands)) {
      if (answerOf(history, command) !== '✓') continue;
      const [from, to] = [statusOf(before), statusOf(fromHistory([...history, ...decided(history, command)]))];
      if (from !== to) found.add(`${from} --> ${to}: ${name}`);
    }
  }
  return [...found].sort();
};

describe('docs/order-life.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/order-life.md'), 'utf8');
  const drawn = (text: string) =>
    [...text.matchAll(/^ +(\S+ --> \S+): (.+)$/gm)].flatMap(([, arrow, names]) =>
      names!.split(', ').map((name) => `${arrow!.replaceAll('_', '-')}: ${name}`),
    );

  it('draws every move an order makes, and no other', () => {
    expect(drawn(page).sort()).toEqual(moves());
  });
  it('is caught when it draws a move that no order makes', () => {
    expect(drawn(`${page}\n    shipped --> cancelled: cancel`).sort()).not.toEqual(moves());
  });
});
