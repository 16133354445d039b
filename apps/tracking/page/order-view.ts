import { type OrderStatus, type PaymentState } from '#ordering';
import { type Formats, type Moment, formats } from './formats.js';
import { type Language } from './language.js';
import { deliveryOf, type DeliveryView } from './delivery-view.js';
import { isPaid, paymentOf, type PaymentView } from './payment-view.js';
import { type StepView, stepsOf } from './steps-view.js';
import { en } from './texts.en.js';
import { fr } from './texts.fr.js';
import { type Texts } from './texts.js';

/** What the page needs of the tracking resource (contract.md, "tracking"); what may be missing is drawn without. */
export interface OrderToShow {
  readonly orderNumber: string | null;
  readonly status: OrderStatus;
  readonly steps: readonly { readonly status: OrderStatus; readonly at: string }[];
  readonly lines: readonly { readonly sku: string; readonly name: string; readonly quantity: number }[];
  readonly waitingFor: readonly MissingItem[];
  readonly delivery: {
    readonly method: string;
    readonly promise: PromiseToShow | null;
    readonly trackingNumber?: string | undefined;
    /** The last day to fetch it. */
    readonly pickUpBefore?: string | undefined;
    readonly relayPointId?: string | undefined;
  };
  readonly payment: { readonly method: string; readonly state: PaymentState };
  readonly totals: {
    readonly totalExclTaxCents: number;
    readonly vatCents: number;
    readonly totalInclTaxCents: number;
    readonly voucherCents: number;
    readonly toPayCents: number;
  };
}

export interface MissingItem {
  readonly sku: string;
  readonly name: string;
  readonly missing: number;
  readonly reason: string;
  readonly expectedOn?: string | undefined;
}

export interface PromiseToShow {
  readonly from: string;
  readonly until: string;
  readonly provisional?: boolean;
  /** Why it is what it is, where somebody said so. */
  readonly reason?: string | undefined;
  /** What was promised before. */
  readonly previous?: { readonly from: string; readonly until: string } | undefined;
  readonly suspended?: { readonly reason?: string | undefined } | undefined;
}

/** A language's texts, and its ways with amounts and dates. */
export interface Wording {
  readonly language: Language;
  readonly t: Texts;
  readonly format: Formats;
}

export const wording: Readonly<Record<Language, Wording>> = {
  fr: { language: 'fr', t: fr, format: formats.fr },
  en: { language: 'en', t: en, format: formats.en },
};

/** An order as the page draws it: all in words, nothing left to decide. */
export interface OrderView {
  readonly orderNumber: string | null;
  readonly revision: number;
  readonly tone: 'under-way' | 'waits' | 'action' | 'arrived' | 'ended';
  readonly title: string;
  readonly headline: string;
  readonly lead: string;
  readonly steps: readonly StepView[];
  readonly waiting: readonly WaitingItemView[];
  readonly delivery: DeliveryView;
  readonly payment: PaymentView;
  readonly lines: readonly { readonly quantity: string; readonly name: string; readonly sku: string }[];
  readonly totals: readonly { readonly label: string; readonly amount: string; readonly isDue?: true }[];
}

export interface WaitingItemView {
  readonly name: string;
  readonly sku: string;
  readonly missing: string;
  readonly expected: string;
}

const TONES: Readonly<Record<OrderStatus, OrderView['tone']>> = {
  placed: 'under-way',
  refused: 'ended',
  'payment-action-required': 'action',
  registered: 'under-way',
  'on-hold': 'waits',
  'in-preparation': 'under-way',
  shipped: 'under-way',
  'available-at-relay': 'action',
  delivered: 'arrived',
  'not-collected': 'ended',
  cancelled: 'ended',
  withdrawn: 'ended',
  refunded: 'ended',
};

export const orderView = (order: OrderToShow, revision: number, words: Wording): OrderView => {
  const { t } = words;
  const { headline, lead } = t.status[order.status];
  return {
    orderNumber: order.orderNumber,
    revision,
    tone: TONES[order.status],
    title: order.orderNumber === null ? t.notRegistered : t.orderNumber(order.orderNumber),
    headline,
    lead,
    steps: stepsOf(order, words),
    waiting: waitingOf(order, words),
    delivery: deliveryOf(order, words),
    payment: paymentOf(order, words),
    lines: order.lines.map(({ quantity, name, sku }) => ({ quantity: t.content.quantity(quantity), name, sku })),
    totals: totalsOf(order, words),
  };
};

/** T11: what is missing, how many of how many, and when it is expected. */
const waitingOf = ({ waitingFor, lines }: OrderToShow, { t, format }: Wording): WaitingItemView[] =>
  waitingFor.map(({ sku, name, missing, reason, expectedOn }) => {
    const ordered = lines.reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);
    const day = expectedOn && format.day(expectedOn);
    const preorder = day ? t.waiting.preorderOn(day) : t.waiting.preorder;
    const stock = day ? t.waiting.expectedOn(day) : t.waiting.noDate;
    return {
      ...{ name, sku, missing: t.waiting.missing(missing, Math.max(ordered, missing)) },
      expected: reason === 'preorder' ? preorder : stock,
    };
  });

const totalsOf = (order: OrderToShow, { t, format: { money } }: Wording): OrderView['totals'] => {
  const { totals } = order;
  return [
    { label: t.content.exclTax, amount: money(totals.totalExclTaxCents) },
    { label: t.content.vat, amount: money(totals.vatCents) },
    { label: t.content.inclTax, amount: money(totals.totalInclTaxCents) },
    ...(totals.voucherCents > 0 ? [{ label: t.content.voucher, amount: money(-totals.voucherCents) }] : []),
    { label: isPaid(order) ? t.content.paid : t.content.toPay, amount: money(totals.toPayCents), isDue: true },
  ];
};

/** An order in the list of a customer's orders. */
export interface OrderInList {
  readonly orderNumber: string | null;
  readonly title: string;
  readonly status: string;
  readonly tone: OrderView['tone'];
  readonly placed: Moment;
  readonly summary: string;
  readonly names: string;
  readonly waits?: string;
}

const NAMES_SHOWN = 3;

export const orderInList = (order: OrderToShow, { t, format }: Wording): OrderInList => {
  const items = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const missing = order.waitingFor.reduce((sum, each) => sum + each.missing, 0);
  const names = order.lines.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const placed = format.moment(order.steps[0]!.at);
  return {
    orderNumber: order.orderNumber,
    title: order.orderNumber === null ? t.notRegistered : t.orderNumber(order.orderNumber),
    status: t.status[order.status].step,
    tone: TONES[order.status],
    placed: { ...placed, text: t.list.placedOn(placed.text) },
    summary: `${t.list.items(items)} · ${format.money(order.totals.totalInclTaxCents)}`,
    names: names.join(', ') + (order.lines.length > NAMES_SHOWN ? '…' : ''),
    ...(missing > 0 && { waits: t.list.waitsFor(missing) }),
  };
};
