import {
  type Claims,
  type Order,
  type OrderEvent,
  endOfDay,
  noticeOf,
  promiseOf,
  renewalDueAt,
  startOfDay,
} from '#ordering';
import { type VoucherEvent } from '#vouchers';
import { type TerminalQuotaEvent } from '#customers';
import { type FlashSaleEvent } from '#catalog';

/** What may have to be done for an order at a time: a wake-up names it, the handler asks the decider whether it is so. */
export const WAKE_UPS = [
  'authorise',
  'release',
  'settle-debit',
  'void',
  'cancel-unpaid',
  'put-on-sale',
  'check-promise',
  'end-pick-up-period',
  'refund',
  'place-exchange',
  'notify',
  'give-back-claims',
  'settle-claims',
] as const;
export type WakeUp = (typeof WAKE_UPS)[number];

/** The wake-ups an order is owed, and the facts they hang on. */
export interface OrderWakeUps {
  readonly orderId: string;
  /** An instant each, by kind. */
  readonly due: Readonly<Partial<Record<WakeUp, string>>>;
  /** Revision of the event that set each. */
  readonly setBy: Readonly<Partial<Record<WakeUp, number>>>;
  readonly facts: Facts;
}

interface Facts extends Pick<Order, 'registeredAt' | 'preorders'> {
  readonly movedPromise?: Order['movedPromise'] | undefined;
  readonly complete?: boolean;
  readonly released?: boolean;
  /** Nothing is to come but what is due, and what the customer or the staff begin. */
  readonly over?: boolean;
  /** Reference of the authorisation that stands. */
  readonly authorisation?: string | undefined;
  /** References of those to be voided. */
  readonly toVoid: readonly string[];
  /** What the order claims across streams. */
  readonly claims?: Claims | undefined;
  /** Streams in which something is claimed for an order that is not placed yet. */
  readonly claimedIn?: readonly string[] | undefined;
  readonly exchangesToPlace?: number;
  readonly noticesOwed?: number;
}

/** How long things are waited for (the terms are silent; each is configurable). */
export interface WakeUpPolicy {
  /** An unpaid order is ended after this long (contract: 72 h). */
  readonly unpaidGraceMs: number;
  /** How long a hand-over may take before someone else asks for the debit's outcome. */
  readonly debitPatienceMs: number;
  /** How long a claim may stand without its order. */
  readonly claimPatienceMs: number;
}

/** The policy of a system; what is not configurable is the same in every process. */
export const wakeUpPolicy = (unpaidGraceMs: number): WakeUpPolicy => ({
  unpaidGraceMs,
  debitPatienceMs: 10_000,
  claimPatienceMs: 60_000,
});

export type ClaimEvent = VoucherEvent | TerminalQuotaEvent | FlashSaleEvent;

interface Change {
  /** `undefined` takes a wake-up away. */
  readonly due?: { readonly [Kind in WakeUp]?: string | undefined };
  readonly facts?: Partial<Facts>;
}

const later = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

/** No other card in time, no order. */
const askForCard = (_facts: Facts, { refusedAt }: { readonly refusedAt: string }, policy: WakeUpPolicy): Change => ({
  due: {
    authorise: undefined,
    'settle-debit': undefined,
    'cancel-unpaid': later(refusedAt, policy.unpaidGraceMs),
  },
});

const noticeSettled = ({ noticesOwed = 1 }: Facts): Change => ({
  due: noticesOwed > 1 ? {} : { notify: undefined },
  facts: { noticesOwed: noticesOwed - 1 },
});

/** Nobody waits for the parcel any more. */
const arrived: Change = {
  due: { 'check-promise': undefined, 'end-pick-up-period': undefined },
  facts: { over: true },
};

type ChangeBy<Data> = (facts: Facts, data: Data, policy: WakeUpPolicy) => Change;

/** What an event of an order means for its wake-ups. */
const changes: { readonly [Event in OrderEvent as Event['type']]: ChangeBy<Event['data']> } = {
  OrderPlaced: (_facts, data) => {
    const { placedAt, claims, lines } = data;
    const preordered = lines.flatMap(({ sku, preorder }) =>
      preorder ? [[sku, { ...preorder, isOnSale: false }] as const] : [],
    );
    const preorders = preordered.length === 0 ? undefined : Object.fromEntries(preordered);
    return {
      due: { authorise: placedAt, 'settle-claims': undefined, 'put-on-sale': onSaleAt(preorders) },
      facts: { claimedIn: undefined, ...(claims && { claims }), ...(preorders && { preorders }) },
    };
  },
  PaymentValidated: (facts, data) => {
    const { reference, validatedAt: since, authorisedUntil: until } = data;
    const authorise = reference === undefined ? undefined : renewalDueAt({ reference, since, until: until! });
    return {
      due: { authorise, 'cancel-unpaid': undefined, 'check-promise': promiseOver({ ...facts, registeredAt: since }) },
      facts: { registeredAt: since, authorisation: reference },
    };
  },
  AuthorisationRenewed: (facts, data) => {
    const { reference, renewedAt: since, authorisedUntil: until, replaces } = data;
    const release = facts.complete && !facts.released ? { release: since } : {};
    const authorise = renewalDueAt({ reference, since, until });
    return {
      due: { authorise, 'cancel-unpaid': undefined, ...release, void: since },
      facts: { authorisation: reference, toVoid: [...facts.toVoid, replaces] },
    };
  },
  PaymentRefused: askForCard,
  AuthorisationRenewalRefused: askForCard,
  DebitRefused: askForCard,
  PaymentMethodReplaced: (_facts, data) => ({ due: { authorise: data.replacedAt, 'cancel-unpaid': undefined } }),
  AvailabilityChanged: (facts, data) => {
    const { sku, availableFrom, confirmed } = data;
    const preorders = { ...facts.preorders, [sku]: { availableFrom, confirmed, isOnSale: false } };
    return promising({ ...facts, preorders, movedPromise: undefined });
  },
  PreorderOnSale: (facts, data) => {
    const { sku } = data;
    return promising({
      ...facts,
      preorders: { ...facts.preorders, [sku]: { ...facts.preorders![sku]!, isOnSale: true } },
    });
  },
  PromiseMoved: (facts, data) => promising({ ...facts, movedPromise: data }),
  PromiseMissed: () => ({ due: { 'check-promise': undefined } }),
  OrderCompleted: (_facts, data) => ({ due: { release: data.completedAt }, facts: { complete: true } }),
  OrderReleased: () => ({ due: { release: undefined }, facts: { released: true } }),
  DebitRequested: (_facts, data, policy) => ({
    due: { 'settle-debit': later(data.requestedAt, policy.debitPatienceMs) },
  }),
  Shipped: () => ({
    due: { authorise: undefined, release: undefined, 'settle-debit': undefined, 'cancel-unpaid': undefined },
    facts: { authorisation: undefined },
  }),
  AvailableForPickUp: (_facts, data) => {
    const { pickUpBefore } = data;
    const over = pickUpBefore === undefined ? undefined : endOfDay(pickUpBefore);
    return { due: { 'check-promise': undefined, 'end-pick-up-period': over } };
  },
  Delivered: () => arrived,
  NotCollected: () => arrived,
  OrderWithdrawn: () => arrived,
  ReturnReceived: (facts, data) => ({ due: { 'give-back-claims': facts.claims?.voucher && data.reportedAt } }),
  RefundRequested: (_facts, data) => ({ due: { refund: data.requestedAt } }),
  Refunded: () => ({ due: { refund: undefined } }),
  RefundRefused: () => ({ due: { refund: undefined } }),
  AuthorisationCameTooLate: (facts, data) => ({
    due: { void: data.receivedAt },
    facts: { toVoid: [...facts.toVoid, data.reference] },
  }),
  AuthorisationVoided: (facts, data) => {
    const toVoid = facts.toVoid.filter((reference) => reference !== data.reference);
    return { due: toVoid.length === 0 ? { void: undefined } : {}, facts: { toVoid } };
  },
  OrderCancelled: (facts, data) => end(facts, data.cancelledAt),
  OrderRefused: (facts, data) => end(facts, data.refusedAt),
  ClaimsGivenBack: () => ({ due: { 'give-back-claims': undefined }, facts: { claims: undefined } }),
  DefectReported: (facts, data) =>
    data.outcome === 'warranty'
      ? {}
      : {
          due: { 'place-exchange': data.reportedAt },
          facts: { exchangesToPlace: (facts.exchangesToPlace ?? 0) + 1 },
        },
  CustomerNotified: noticeSettled,
  NoticeUndeliverable: noticeSettled,
  ExchangePlaced: (facts) => {
    const left = (facts.exchangesToPlace ?? 1) - 1;
    return { due: left === 0 ? { 'place-exchange': undefined } : {}, facts: { exchangesToPlace: left } };
  },
  OrderAbandoned: () => ({}),
  StockAwaited: () => ({}),
  ItemsAllocated: () => ({}),
  CardDebitedOnShipment: () => ({}),
  CashCollected: () => ({}),
  PropertyTransferred: () => ({}),
  CashRefundDue: () => ({}),
};

/** What a claim means for the wake-ups of the order it was made for. */
const changeByClaim = (facts: Facts, event: ClaimEvent, stream: string, policy: WakeUpPolicy): Change => {
  switch (event.type) {
    case 'VoucherClaimed':
    case 'TerminalsClaimed':
    case 'FlashSaleUnitsClaimed': {
      const settleAt = later(event.data.claimedAt, policy.claimPatienceMs);
      return { due: { 'settle-claims': settleAt }, facts: { claimedIn: [...(facts.claimedIn ?? []), stream] } };
    }
    case 'VoucherReleased':
    case 'TerminalsReleased':
    case 'FlashSaleUnitsReleased': {
      const claimedIn = facts.claimedIn?.filter((claimed) => claimed !== stream);
      if (claimedIn === undefined) return {};
      return claimedIn.length > 0
        ? { facts: { claimedIn } }
        : { due: { 'settle-claims': undefined }, facts: { claimedIn: undefined, over: true } };
    }
    case 'VoucherIssued':
    case 'VoucherChanged':
      return {};
  }
};

const end = (facts: Facts, at: string): Change => {
  const none = Object.fromEntries(
    WAKE_UPS.filter((kind) => kind !== 'void' && kind !== 'notify').map((kind) => [kind, undefined]),
  );
  const back = facts.claims ? { 'give-back-claims': at } : {};
  if (facts.authorisation === undefined) return { due: { ...none, ...back }, facts: { over: true } };
  const toVoid = [...facts.toVoid, facts.authorisation];
  return { due: { ...none, ...back, void: at }, facts: { over: true, authorisation: undefined, toVoid } };
};

/** The promise hangs on these facts (T13, T26). */
const promising = (facts: Facts): Change => ({
  due: { 'put-on-sale': onSaleAt(facts.preorders), 'check-promise': promiseOver(facts) },
  facts,
});

/** When the first confirmed date of a preorder is reached. */
const onSaleAt = (preorders: Order['preorders']): string | undefined => {
  const dates = Object.values(preorders ?? {})
    .filter(({ confirmed, isOnSale }) => confirmed && !isOnSale)
    .map(({ availableFrom }) => startOfDay(availableFrom));
  return dates.length === 0 ? undefined : dates.reduce((first, date) => (date < first ? date : first));
};

const promiseOver = (facts: Facts): string | undefined => {
  const promise = promiseOf(facts);
  return promise && !promise.provisional ? endOfDay(promise.until) : undefined;
};

/** An order that is only heard of again, after all that was due to it. */
const begun = (orderId: string, event: OrderEvent | ClaimEvent): OrderWakeUps => {
  const isNew = event.type === 'OrderPlaced' || event.type.endsWith('Claimed');
  return { orderId, due: {}, setBy: {}, facts: { toVoid: [], ...(!isNew && { over: true }) } };
};

const changed = (before: OrderWakeUps, { due: changes = {}, facts }: Change, revision: number): OrderWakeUps => {
  const [due, setBy] = [{ ...before.due }, { ...before.setBy }];
  for (const [kind, at] of Object.entries(changes) as [WakeUp, string | undefined][]) {
    delete due[kind];
    delete setBy[kind];
    if (at === undefined) continue;
    due[kind] = at;
    setBy[kind] = revision;
  }
  return { ...before, facts: { ...before.facts, ...facts }, due, setBy };
};

/** An e-mail is due with what it is about. */
const owing = (facts: Facts, event: OrderEvent, change: Change): Change => {
  const owed = noticeOf(event);
  if (!owed) return change;
  const noticesOwed = (facts.noticesOwed ?? 0) + 1;
  return { due: { ...change.due, notify: owed.since }, facts: { ...change.facts, noticesOwed } };
};

/** @returns undefined once nothing is due to the order, and nothing is to come */
export const evolveWakeUps =
  (policy: WakeUpPolicy) =>
  (
    before: OrderWakeUps | undefined,
    event: OrderEvent | ClaimEvent,
    { orderId, stream, revision }: { readonly orderId: string; readonly stream: string; readonly revision: number },
  ): OrderWakeUps | undefined => {
    const from = before ?? begun(orderId, event);
    const change = isClaimEvent(event)
      ? changeByClaim(from.facts, event, stream, policy)
      : (changes[event.type] as ChangeBy<OrderEvent['data']>)(from.facts, event.data, policy);
    const after = changed(from, isClaimEvent(event) ? change : owing(from.facts, event, change), revision);
    const isDone = after.facts.over && !after.facts.claims && Object.keys(after.due).length === 0;
    return isDone ? undefined : after;
  };

const CLAIM_EVENTS: readonly string[] = [
  ...['VoucherIssued', 'VoucherChanged', 'VoucherClaimed', 'VoucherReleased'],
  ...['TerminalsClaimed', 'TerminalsReleased', 'FlashSaleUnitsClaimed', 'FlashSaleUnitsReleased'],
];
const isClaimEvent = (event: OrderEvent | ClaimEvent): event is ClaimEvent => CLAIM_EVENTS.includes(event.type);

/** The jobs a document calls for. A job's id names the event that triggered it, so it is made once. */
export const jobsOf = ({
  orderId,
  due,
  setBy,
}: OrderWakeUps): { kind: WakeUp; id: string; orderId: string; at: string }[] =>
  WAKE_UPS.flatMap((kind) => {
    const at = due[kind];
    return at === undefined ? [] : [{ kind, id: `${kind}-${orderId}-${setBy[kind]}`, orderId, at }];
  });
