import { type OrderStatus } from '#ordering';
import { type OrderToShow } from '../../apps/tracking/page/order-view.js';

const at = (day: number, time: string) => `2026-11-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const placed = { status: 'placed', at: at(23, '08:12') } as const;
const registered = { status: 'registered', at: at(23, '08:12') } as const;
const onHold = { status: 'on-hold', at: at(23, '08:13') } as const;
const prepared = { status: 'in-preparation', at: at(26, '13:40') } as const;
const shipped = { status: 'shipped', at: at(27, '09:05') } as const;
const promise = { from: '2026-11-26', until: '2026-12-14', provisional: false };

const base: Omit<OrderToShow, 'status' | 'steps'> = {
  orderNumber: 'C-8Z3K-Q0DM-71TV',
  lines: [
    { sku: 'casque-pro-2', name: 'Casque Pro 2 sans fil', quantity: 4 },
    { sku: 'box-6', name: 'Box 6 fibre', quantity: 1 },
    { sku: 'dock-usb-c', name: 'Station d’accueil USB-C', quantity: 4 },
  ],
  waitingFor: [],
  delivery: { method: 'colissimo', promise },
  payment: { method: 'card', state: 'authorised' },
  totals: {
    ...{ totalExclTaxCents: 71_551, vatCents: 14_310, totalInclTaxCents: 85_861, voucherCents: 0, toPayCents: 85_861 },
  },
};
const waitingFor = [
  { sku: 'casque-pro-2', name: 'Casque Pro 2 sans fil', missing: 3, reason: 'stock', expectedOn: '2026-12-01' },
  { sku: 'dock-usb-c', name: 'Station d’accueil USB-C', missing: 4, reason: 'stock' },
];
const sent = { ...base.delivery, trackingNumber: '6A12345678901' };
const relay = { method: 'chronorelais', promise, relayPointId: 'PARIS-12-DAUMESNIL', trackingNumber: 'XY0123456789' };
const card = (state: OrderToShow['payment']['state']) => ({ method: 'card', state });

type State = Omit<OrderToShow, 'status'>;
const toShipped = [placed, registered, onHold, prepared, shipped];
const delivered = [...toShipped, { status: 'delivered', at: at(30, '10:21') } as const];

/** An order in each of its states, as a customer may come to see it. */
export const states: Readonly<Record<OrderStatus, State>> = {
  placed: {
    ...base,
    orderNumber: null,
    steps: [placed],
    delivery: { method: 'colissimo', promise: null },
    payment: card('pending'),
  },
  refused: {
    ...base,
    steps: [placed, registered, { status: 'refused', at: at(24, '10:00') }],
    payment: card('voided'),
  },
  'payment-action-required': {
    ...{ ...base, waitingFor, payment: card('action-required') },
    steps: [placed, registered, onHold, { status: 'payment-action-required', at: at(25, '07:00') }],
  },
  registered: { ...base, steps: [placed, registered] },
  'on-hold': { ...base, steps: [placed, registered, onHold], waitingFor },
  'in-preparation': { ...base, steps: [placed, registered, onHold, prepared] },
  shipped: { ...base, steps: toShipped, delivery: sent, payment: card('debited') },
  'available-at-relay': {
    ...{ ...base, payment: card('debited'), delivery: { ...relay, pickUpBefore: '2026-12-09' } },
    steps: [...toShipped, { status: 'available-at-relay', at: at(28, '15:30') }],
  },
  delivered: { ...base, steps: delivered, delivery: sent, payment: card('debited') },
  'not-collected': {
    ...{ ...base, payment: card('refunded'), delivery: relay },
    steps: [...toShipped, { status: 'not-collected', at: at(30, '18:00') }],
  },
  cancelled: {
    ...base,
    steps: [placed, registered, onHold, { status: 'cancelled', at: at(24, '16:45') }],
    payment: card('voided'),
  },
  withdrawn: {
    ...{ ...base, delivery: sent, payment: card('debited') },
    steps: [...delivered, { status: 'withdrawn', at: at(30, '17:00') }],
  },
  refunded: {
    ...{ ...base, delivery: sent, payment: card('refunded') },
    steps: [...delivered, { status: 'withdrawn', at: at(30, '17:00') }, { status: 'refunded', at: at(30, '18:30') }],
  },
};
