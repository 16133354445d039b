import { type OrderEvent, renewalDueAt } from '#ordering';

/** What may have to be done for an order at a time: a wake-up names it, the handler asks the decider whether it is so. */
export const WAKE_UPS = ['authorise', 'release', 'settle-debit', 'void', 'cancel-unpaid'] as const;
export type WakeUp = (typeof WAKE_UPS)[number];

/** The wake-ups an order is owed, by kind: an instant each. */
export interface OrderWakeUps {
  readonly orderId: string;
  readonly due: Readonly<Partial<Record<WakeUp, string>>>;
  /** Revision of the event that set each. */
  readonly setBy: Readonly<Partial<Record<WakeUp, number>>>;
  readonly complete: boolean;
  readonly released: boolean;
  /** Reference of the authorisation that stands. */
  readonly authorisation?: string | undefined;
  /** References of those to be voided. */
  readonly toVoid: readonly string[];
}

/** An unpaid order is ended after this long (T-rules are silent; contract: 72 h, configurable). */
export interface WakeUpPolicy {
  readonly unpaidGraceMs: number;
  /** How long a hand-over may take before someone else asks for the debit's outcome. */
  readonly debitPatienceMs: number;
}

type Change = { readonly [Kind in WakeUp]?: string | undefined } & Partial<
  Pick<OrderWakeUps, 'complete' | 'released' | 'authorisation' | 'toVoid'>
>;

const later = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

/** What an event means for the wake-ups of its order; `undefined` takes one away. */
const changeOf = (before: OrderWakeUps, event: OrderEvent, policy: WakeUpPolicy): Change => {
  switch (event.type) {
    case 'OrderPlaced':
      return { authorise: event.data.placedAt };
    case 'PaymentValidated': {
      const { reference, validatedAt: since, authorisedUntil: until } = event.data;
      return {
        authorise: renewalDueAt({ reference, since, until }),
        'cancel-unpaid': undefined,
        authorisation: reference,
      };
    }
    case 'AuthorisationRenewed': {
      const { reference, renewedAt: since, authorisedUntil: until } = event.data;
      const release = before.complete && !before.released ? { release: since } : {};
      const renewal = { authorise: renewalDueAt({ reference, since, until }), 'cancel-unpaid': undefined };
      return {
        ...renewal,
        ...release,
        void: since,
        authorisation: reference,
        toVoid: [...before.toVoid, event.data.replaces],
      };
    }
    case 'PaymentRefused':
    case 'AuthorisationRenewalRefused':
    case 'DebitRefused': {
      const cancelAt = later(event.data.refusedAt, policy.unpaidGraceMs);
      return { authorise: undefined, 'settle-debit': undefined, 'cancel-unpaid': cancelAt };
    }
    case 'PaymentMethodReplaced':
      return { authorise: event.data.replacedAt, 'cancel-unpaid': undefined };
    case 'OrderCompleted':
      return { release: event.data.completedAt, complete: true };
    case 'OrderReleased':
      return { release: undefined, released: true };
    case 'DebitRequested':
      return { 'settle-debit': later(event.data.requestedAt, policy.debitPatienceMs) };
    case 'Shipped': {
      const none = { authorise: undefined, release: undefined, 'settle-debit': undefined, 'cancel-unpaid': undefined };
      return { ...none, authorisation: undefined };
    }
    case 'AuthorisationCameTooLate':
      return { void: event.data.receivedAt, toVoid: [...before.toVoid, event.data.reference] };
    case 'AuthorisationVoided': {
      const toVoid = before.toVoid.filter((reference) => reference !== event.data.reference);
      return toVoid.length === 0 ? { toVoid, void: undefined } : { toVoid };
    }
    case 'OrderCancelled': {
      const none = { authorise: undefined, release: undefined, 'cancel-unpaid': undefined, authorisation: undefined };
      if (before.authorisation === undefined) return none;
      return { ...none, void: event.data.cancelledAt, toVoid: [...before.toVoid, before.authorisation] };
    }
    case 'StockAwaited':
    case 'ItemsAllocated':
    case 'CardDebitedOnShipment':
    case 'PropertyTransferred':
    case 'Delivered':
      return {};
  }
};

export const evolveWakeUps =
  (policy: WakeUpPolicy) =>
  (before: OrderWakeUps | undefined, event: OrderEvent, orderId: string, revision: number): OrderWakeUps => {
    const from = before ?? { orderId, due: {}, setBy: {}, complete: false, released: false, toVoid: [] };
    const change = changeOf(from, event, policy);
    const { authorise: _a, release: _r, 'settle-debit': _s, void: _v, 'cancel-unpaid': _c, ...facts } = change;
    const [due, setBy] = [{ ...from.due }, { ...from.setBy }];
    for (const kind of WAKE_UPS.filter((name) => name in change)) {
      const at = change[kind];
      if (at === undefined) {
        delete due[kind];
        continue;
      }
      due[kind] = at;
      setBy[kind] = revision;
    }
    return { ...from, ...facts, due, setBy };
  };

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
