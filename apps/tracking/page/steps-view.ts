import { type OrderStatus } from '#ordering';
import { type Moment } from './formats.js';
import { type OrderToShow, type Wording } from './order-view.js';

/** A step of the order's way: gone through, where it stands now, or still to come. */
export interface StepView {
  readonly label: string;
  readonly mark: 'done' | 'current' | 'to-come';
  /** The mark in a word, for those who do not see it. */
  readonly said: string;
  readonly at?: Moment;
}

/** The way of an order that meets nothing on it. */
const USUAL: readonly OrderStatus[] = ['placed', 'registered', 'in-preparation', 'shipped', 'delivered'];
/** Where each status that is not on the usual way leaves it: the step that comes next. Those that end it have none. */
const THEN: Partial<Record<OrderStatus, OrderStatus>> = {
  'on-hold': 'in-preparation',
  'available-at-relay': 'delivered',
};

/** What happened, with its time, then what is still to come. */
export const stepsOf = (order: OrderToShow, { t, format }: Wording): StepView[] => {
  const happened = order.steps.map(({ status, at }, index): StepView => {
    const mark = index === order.steps.length - 1 ? 'current' : 'done';
    const said = mark === 'current' ? t.steps.current : t.steps.done;
    return { label: t.status[status].step, mark, said, at: format.moment(at) };
  });
  const toCome = stillToCome(order).map((status): StepView => {
    return { label: t.status[status].step, mark: 'to-come', said: t.steps.toCome };
  });
  return [...happened, ...toCome];
};

const stillToCome = (order: OrderToShow): OrderStatus[] => {
  const { status, delivery, steps, payment } = order;
  if (status === 'withdrawn') return payment.state === 'refunded' ? [] : ['refunded'];
  const next = status === 'payment-action-required' ? afterPayment(steps) : THEN[status];
  const from = next === undefined ? USUAL.indexOf(status) + 1 : USUAL.indexOf(next);
  if (from === 0) return [];
  const rest = USUAL.slice(from);
  const byRelay = delivery.method === 'chronorelais' && rest.includes('delivered') && status !== 'available-at-relay';
  return byRelay ? rest.flatMap((step) => (step === 'delivered' ? ['available-at-relay', step] : [step])) : rest;
};

/** An order put on hold by its payment goes on from where it was. */
const afterPayment = (steps: OrderToShow['steps']): OrderStatus =>
  steps.some(({ status }) => status === 'registered') ? 'in-preparation' : 'registered';
