import { describe, expect, it } from '@jest/globals';
import { type TrackingResource } from '#order-tracking';
import { trackingShape } from './tracking-shape.js';

const full = {
  ...{ orderNumber: 'C-1', status: 'on-hold' },
  steps: [{ status: 'placed', at: '2026-11-23T09:00:00.000Z' }],
  lines: [{ sku: 'A', name: 'Lamp', quantity: 2 }],
  waitingFor: [{ sku: 'A', name: 'Lamp', missing: 1, reason: 'preorder', expectedOn: '2026-12-01' }],
  delivery: {
    method: 'chronorelais',
    promise: {
      ...{ from: '2026-11-26', until: '2026-12-14', provisional: true, reason: 'late' },
      ...{ previous: { from: '2026-11-25', until: '2026-12-11' }, suspended: { reason: 'flood' } },
    },
    ...{ trackingNumber: 'LA1', pickUpBefore: '2026-12-20', relayPointId: 'P-12' },
  },
  payment: { method: 'card', state: 'authorised' },
  totals: {
    ...{ totalExclTaxCents: 1, vatCents: 2, totalInclTaxCents: 3, ecoContributionCents: 4, privateCopyCents: 5 },
    ...{ voucherCents: 6, toPayCents: 7 },
  },
};

/** The same with a field that nobody named in every object of it. */
const withSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, withSecrets(field)] as const);
  return { ...Object.fromEntries(fields), secret: 'SECRET' };
};

describe('What a customer is sent of an order', () => {
  it('has every field of the contract', () => {
    expect(trackingShape(full as unknown as TrackingResource)).toEqual(full);
  });

  it('has no other, wherever the view holds one', () => {
    expect(trackingShape(withSecrets(full) as TrackingResource)).toEqual(full);
  });

  it('leaves out what is not there yet', () => {
    const early = { ...full, delivery: { method: 'colissimo', promise: null }, waitingFor: [] };
    expect(trackingShape(early as unknown as TrackingResource)).toEqual(early);
  });
});
