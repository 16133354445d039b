import fc from 'fast-check';
import { InMemoryView, type RecordedEvent, RuleRefused, InvalidTransition } from '#event-sourcing';
import {
  type Order,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
  everyItemIsIn,
  hasShipped,
  isOver,
  orderDecider,
  orderOf,
  renewalDueAt,
} from '#ordering';
import { HOUR_MS, START, orderId, placeOrder } from '../payment/shop.examples.js';
import { wakeUpsProjection } from './wake-ups.projection.js';
import { type ClaimEvent, type OrderWakeUps, evolveWakeUps, jobsOf } from './wake-ups.js';

const policy = { unpaidGraceMs: 72 * HOUR_MS, debitPatienceMs: 60_000, claimPatienceMs: 60_000 };
/** An instant: hours after the order was placed. */
const at = (hours: number) => new Date(Date.parse(START) + hours * HOUR_MS).toISOString();

const place = placeOrder();
type Deed = (hours: number, order: Order) => OrderCommand;
const authorise: Deed = (hours, { payment: { attempt } }) => {
  const result = { outcome: 'authorised', reference: `a${attempt}`, authorisedUntil: at(hours + 168) } as const;
  return { type: 'RecordAuthorisation', orderId, attempt, result, now: at(hours) };
};
const decline: Deed = (hours, { payment: { attempt } }) => {
  const result = { outcome: 'refused', reason: 'declined' } as const;
  return { type: 'RecordAuthorisation', orderId, attempt, result, now: at(hours) };
};
const otherCard: Deed = (hours) => ({ type: 'ReplacePaymentMethod', orderId, cardToken: 'other', now: at(hours) });
const waits: Deed = (hours) => ({
  type: 'RecordAllocations',
  orderId,
  held: [{ sku: 'a', quantity: 0 }],
  now: at(hours),
});
const isIn: Deed = (hours) => ({
  type: 'RecordAllocations',
  orderId,
  held: [{ sku: 'a', quantity: 1 }],
  now: at(hours),
});
const release: Deed = (hours) => ({ type: 'ReleaseOrder', orderId, now: at(hours) });
const handOver: Deed = (hours) => ({ type: 'ShipOrder', orderId, trackingNumber: '6A1', now: at(hours) });
const debit =
  (result: 'captured' | 'refused'): Deed =>
  (hours, { payment: { pendingDebit }, totals }) => ({
    type: 'RecordDebit',
    orderId,
    key: pendingDebit?.key ?? 'none',
    result:
      result === 'captured'
        ? { outcome: result, reference: 'c1', amountCents: totals.toPayCents, capturedAt: at(hours) }
        : { outcome: result, reason: 'insufficient-funds' },
    now: at(hours),
  });
const deliver: Deed = (hours) => ({ type: 'RecordDelivery', orderId, at: at(hours), now: at(hours) });
const cancel: Deed = (hours) => ({ type: 'CancelOrder', orderId, reason: 'customer-request', now: at(hours) });
const voided: Deed = (hours, { payment: { toVoid } }) => ({
  type: 'RecordAuthorisationVoided',
  orderId,
  reference: toVoid[0] ?? 'none',
  now: at(hours),
});

/** The customer got the first of the e-mails that the order owes. */
const told: Deed = (hours, { noticesOwed }) => ({
  type: 'RecordNotice',
  orderId,
  number: noticesOwed?.[0]?.number ?? 0,
  result: { outcome: 'sent', messageId: 'm' },
  now: at(hours),
});

/** The life of an order placed at hour 0: one deed an hour from hour 1 on, those that are refused left out. */
const lifeOf = (deeds: readonly Deed[]) => {
  const events = [...orderDecider.decide(place, undefined)];
  const evolve = (from: OrderState, some: readonly OrderEvent[]) =>
    orderOf(some.reduce((state, event) => orderDecider.evolve(state, event), from))!;
  let order = evolve(undefined, events);
  deeds.forEach((deed, index) => {
    const decided = obeyed(deed(index + 1, order), order);
    events.push(...decided);
    order = evolve(order, decided);
  });
  return { events, order };
};
const obeyed = (command: OrderCommand, order: Order): readonly OrderEvent[] => {
  try {
    return orderDecider.decide(command, order);
  } catch (error) {
    if (error instanceof RuleRefused || error instanceof InvalidTransition) return [];
    throw error;
  }
};
const wakeUpsOf = (events: readonly OrderEvent[]): OrderWakeUps =>
  events.reduce<OrderWakeUps | undefined>(
    (before, event, revision) =>
      evolveWakeUps(policy)(before, event, { orderId, stream: `order-${orderId}`, revision }),
    undefined,
  ) ?? { orderId, due: {}, setBy: {}, facts: { toVoid: [] } };
/** What is due but the promise, which hangs on the calendar, and the e-mails, which have examples of their own. */
const dueAfter = (...deeds: Deed[]) => {
  const { 'check-promise': _, notify: __, ...due } = wakeUpsOf(lifeOf(deeds).events).due;
  return due;
};

describe('An order is woken for', () => {
  it('its authorisation, at once when it is placed (T06)', () => {
    expect(dueAfter()).toEqual({ authorise: at(0) });
  });
  it('its renewal, a day before the authorisation lapses (T17)', () => {
    expect(dueAfter(authorise)).toEqual({ authorise: at(1 + 168 - 24) });
    expect(dueAfter(authorise, waits)).toEqual({ authorise: at(1 + 168 - 24) });
  });
  it('its end, 72 hours after a payment was refused and not put right', () => {
    expect(dueAfter(decline)).toEqual({ 'cancel-unpaid': at(1 + 72) });
    expect(dueAfter(authorise, waits, decline)).toEqual({ 'cancel-unpaid': at(3 + 72) });
  });
  it('another try, and not its end, once another card was given', () => {
    expect(dueAfter(decline, otherCard)).toEqual({ authorise: at(2) });
  });
  it('its release when every item is in (T11), and no more once it was released', () => {
    expect(dueAfter(authorise, isIn)).toEqual({ authorise: at(145), release: at(2) });
    expect(dueAfter(authorise, isIn, release)).toEqual({ authorise: at(145) });
  });
  it('its release again when its payment was put right after every item had come in', () => {
    expect(dueAfter(authorise, decline, isIn, otherCard, authorise)).toMatchObject({ release: at(5) });
    expect(dueAfter(authorise, isIn, release, authorise)).not.toHaveProperty('release');
  });
  it('the outcome of a debit that nobody recorded, after a minute (T17)', () => {
    const aMinuteLater = '2026-11-23T13:01:00.000Z';
    expect(dueAfter(authorise, isIn, release, handOver)).toMatchObject({ 'settle-debit': aMinuteLater });
    expect(dueAfter(authorise, isIn, release, handOver, debit('refused'))).toEqual({ 'cancel-unpaid': at(5 + 72) });
  });
  it('nothing once it has shipped', () => {
    expect(dueAfter(authorise, isIn, release, handOver, debit('captured'))).toEqual({});
  });
  it('the voiding of each authorisation it no longer needs, until all are voided (T29)', () => {
    expect(dueAfter(cancel)).toEqual({});
    expect(dueAfter(authorise, cancel)).toEqual({ void: at(2) });
    expect(dueAfter(cancel, authorise)).toEqual({ void: at(2) });
    expect(dueAfter(authorise, authorise, cancel, voided)).toEqual({ void: at(3) });
    expect(dueAfter(authorise, authorise, cancel, voided, voided)).toEqual({});
  });

  it('each e-mail it owes, until it was sent', () => {
    const dueOf = (...deeds: Deed[]) => wakeUpsOf(lifeOf(deeds).events).due.notify;
    expect(dueOf(authorise)).toBe(at(1));
    expect(dueOf(authorise, waits)).toBe(at(2));
    expect(dueOf(authorise, waits, told)).toBe(at(2));
    expect(dueOf(authorise, waits, told, told)).toBeUndefined();
    expect(dueOf(authorise, cancel)).toBe(at(2));
  });

  it('its promise, when the last day of it is over in Paris (T26), and no more once it arrived', () => {
    const dueOf = (...deeds: Deed[]) => wakeUpsOf(lifeOf(deeds).events).due['check-promise'];
    expect(dueOf()).toBeUndefined();
    expect(dueOf(authorise)).toBe('2026-12-14T23:00:00.000Z');
    expect(dueOf(authorise, isIn, release, handOver, debit('captured'), deliver)).toBeUndefined();
    expect(dueOf(authorise, cancel)).toBeUndefined();
  });

  it('whatever it needs, in whatever way its life goes', () => {
    const all = [authorise, decline, otherCard, waits, isIn, release, handOver, debit('captured')];
    const deed = fc.constantFrom(...all, debit('refused'), deliver, cancel, voided, told);
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
        const { events, order } = lifeOf(deeds);
        const { due } = wakeUpsOf(events);
        expect(due.void !== undefined).toBe(order.payment.toVoid.length > 0);
        expect(due.notify !== undefined).toBe(order.noticesOwed !== undefined);
        expect(due['settle-debit'] !== undefined).toBe(order.payment.pendingDebit !== undefined);
        if (isOver(order) || hasShipped(order)) {
          expect(Object.keys(due).filter((kind) => !['void', 'check-promise', 'notify'].includes(kind))).toEqual([]);
          return;
        }
        const { state, authorisation, actionRequiredSince, pendingDebit } = order.payment;
        const isUnpaid = state === 'action-required';
        expect(due['cancel-unpaid']).toBe(
          isUnpaid ? new Date(Date.parse(actionRequiredSince!) + 72 * HOUR_MS).toISOString() : undefined,
        );
        if (state === 'pending') expect(due.authorise! <= at(deeds.length)).toBe(true);
        if (state === 'authorised') expect(due.authorise).toBe(renewalDueAt(authorisation!));
        if (isUnpaid) expect(due.authorise).toBeUndefined();
        if (everyItemIsIn(order) && order.releasedAt === undefined && !pendingDebit)
          expect(due.release! <= at(deeds.length)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('A wake-up', () => {
  it('is one job, named after the event that set it', () => {
    const { events } = lifeOf([authorise, isIn, told]);
    const revisionOf = (type: string) => events.findIndex((event) => event.type === type);
    expect(jobsOf(wakeUpsOf(events))).toEqual([
      { kind: 'authorise', id: `authorise-${orderId}-${revisionOf('PaymentValidated')}`, orderId, at: at(145) },
      { kind: 'release', id: `release-${orderId}-${revisionOf('OrderCompleted')}`, orderId, at: at(2) },
      {
        kind: 'check-promise',
        id: `check-promise-${orderId}-${revisionOf('PaymentValidated')}`,
        orderId,
        at: '2026-12-14T23:00:00.000Z',
      },
    ]);
  });
  it('that is set anew is another job', () => {
    const idsAfter = (...deeds: Deed[]) => jobsOf(wakeUpsOf(lifeOf(deeds).events)).map(({ id }) => id);
    expect(idsAfter(decline, told)).toEqual([`cancel-unpaid-${orderId}-1`]);
    expect(idsAfter(decline, otherCard, decline, told, told)).toEqual([`cancel-unpaid-${orderId}-3`]);
  });
});

describe('The view of wake-ups', () => {
  const viewAfter = (...deeds: Deed[]) => {
    const recorded = lifeOf(deeds).events.map(
      (event, revision) =>
        ({ ...event, stream: `order-${orderId}`, revision, metadata: { schemaVersion: 1 } }) as RecordedEvent,
    );
    return new InMemoryView({ ...wakeUpsProjection(policy) }).apply(recorded);
  };
  const listed = async (view: ReturnType<typeof viewAfter>) =>
    (await view.list('due', { direction: 'ascending', limit: 10 })).map(({ score, key }) => [key, score]);

  it('lists an order by the earliest', async () => {
    expect(await listed(viewAfter(authorise, isIn, told))).toEqual([[orderId, Date.parse(at(2))]]);
  });
  it('lists none that waits for nothing', async () => {
    expect(await listed(viewAfter(cancel, told))).toEqual([]);
  });
  it('forgets an order that is delivered, or cancelled and voided', () => {
    const shipped = [authorise, isIn, release, handOver, debit('captured')];
    expect(viewAfter(...shipped).all().size).toBe(1);
    expect(viewAfter(...shipped, deliver).all().size).toBe(1);
    expect(viewAfter(...shipped, deliver, told, told).all().size).toBe(0);
    expect(viewAfter(authorise, cancel).all().size).toBe(1);
    expect(viewAfter(authorise, cancel, voided, told, told).all().size).toBe(0);
  });
  it('keeps a delivered order that has an authorisation to void, until it is voided', async () => {
    const life = [authorise, authorise, isIn, release, handOver, debit('captured'), deliver, told, told];
    expect(await listed(viewAfter(...life))).toEqual([[orderId, Date.parse(at(2))]]);
    expect(viewAfter(...life, voided).all().size).toBe(0);
  });
});

describe('A claim made for an order', () => {
  const evolve = evolveWakeUps(policy);
  const claimed = (orders = orderId): ClaimEvent => ({
    type: 'VoucherClaimed',
    data: { code: 'V', orderId: orders, worthCents: 100, claimedAt: START },
  });
  const released: ClaimEvent = {
    type: 'VoucherReleased',
    data: { code: 'V', orderId, worthCents: 100, releasedAt: START },
  };
  const claiming = evolve(undefined, claimed(), { orderId, stream: 'voucher-V', revision: 3 });
  const onOrder = { orderId, stream: `order-${orderId}`, revision: 0 };

  it('is settled after a minute, unless its order is placed by then', () => {
    expect(claiming).toMatchObject({
      due: { 'settle-claims': '2026-11-23T09:01:00.000Z' },
      facts: { claimedIn: ['voucher-V'] },
    });
    const [placed] = lifeOf([]).events;
    expect(evolve(claiming, placed!, onOrder)!.due).toEqual({ authorise: START });
  });
  it('is settled until it was given back, and then forgotten', () => {
    const abandoned = evolve(claiming, { type: 'OrderAbandoned', data: { abandonedAt: START } }, onOrder);
    expect(abandoned!.due).toHaveProperty('settle-claims');
    expect(evolve(abandoned, released, { orderId, stream: 'voucher-V', revision: 4 })).toBeUndefined();
  });
});
