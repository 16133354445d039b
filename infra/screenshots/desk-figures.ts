import { type Figures } from '../../apps/desk/figures.js';

const NOW = Date.parse('2026-11-24T14:20:00Z');
const ago = (hours: number) => new Date(NOW - hours * 3600 * 1000).toISOString();

/** A day in the life of a shop that waits for two deliveries: an example to be drawn. */
export const deskFigures: Figures = {
  at: new Date(NOW).toISOString(),
  parts: ['event store', 'Redis', 'projector', 'worker'].map((name) => ({ name, isUp: true })),
  alarms: [{ name: 'RefundsRefused', says: 'Refunds that the payment provider refused: 1' }],
  holds: {
    ages: [
      { age: 'under-1-day', orders: 212 },
      { age: '1-to-3-days', orders: 148 },
      { age: '3-to-7-days', orders: 61 },
      { age: '7-to-30-days', orders: 19 },
      { age: 'over-30-days', orders: 2 },
    ],
    oldestMs: 34.2 * 24 * 3600 * 1000,
  },
  blocking: {
    isWhole: true,
    skus: [
      { sku: 'PHONE-X2-128-BLACK', orders: 187, unitsMissing: 402, since: ago(51) },
      { sku: 'CASE-X2', orders: 96, unitsMissing: 240, since: ago(30) },
      { sku: 'TABLET-11', orders: 58, unitsMissing: 77, since: ago(190) },
      { sku: 'DOCK-USB-C', orders: 41, unitsMissing: 41, since: ago(26) },
      { sku: 'HEADSET-PRO', orders: 17, unitsMissing: 52, since: ago(820) },
    ],
  },
  statuses: {
    ...{ placed: 3, refused: 41, registered: 1, 'on-hold': 442, 'in-preparation': 38, shipped: 517 },
    ...{ 'payment-action-required': 9, 'available-at-relay': 77, delivered: 18_204, 'not-collected': 12 },
    ...{ cancelled: 390, withdrawn: 24, refunded: 201 },
  },
  flags: { 'price-suspect': 2, 'promise-missed': 5, 'refund-refused': 1, 'notice-undeliverable': 3 },
  hours: Array.from({ length: 24 }, (_, at) => {
    const day = Math.max(0, Math.sin(((at + 14) / 24) * 2 * Math.PI - 1.9));
    const wave = (most: number, shift: number) => Math.round(most * day * (0.8 + 0.2 * Math.cos(3 * at + shift)));
    return {
      ...{ hour: ago(23 - at).slice(0, 13), placed: wave(130, 0), released: wave(104, 1), shipped: wave(99, 2) },
      ...{ delivered: wave(88, 3), ended: wave(9, 4), debitedCents: wave(1_870_000, 2) },
    };
  }),
  views: [
    { projection: 'order-tracking', version: 4, behind: 0, parked: 0, isFilled: true },
    { projection: 'force-majeure', version: 1, behind: 0, parked: 0, isFilled: true },
    { projection: 'throughput', version: 1, behind: 0, parked: 0, isFilled: true },
    { projection: 'wake-ups', version: 3, behind: 12, parked: 0, isFilled: true },
  ],
  parked: [],
  jobs: { counts: { waiting: 14, active: 22, delayed: 871, failed: 0 }, oldestWaitingMs: 1200, troubled: [] },
  audit: {
    at: ago(0.05),
    events: 214_608,
    findings: [
      {
        ...{ what: 'refund-refused', rule: 'T29', subject: '0193a5c4-7d2e-4b6a-9f10-3c5d7e8f9a0b' },
        detail: 'card-account-closed',
      },
    ],
  },
};
