import { InMemoryView, type RecordedEvent } from '#event-sourcing';
import { emptyHour, throughput } from './throughput.projection.js';

const event = (type: string, at: string, data: object = {}): RecordedEvent => ({
  ...{ id: type, stream: 'order-1', revision: 0, type, data, createdAt: new Date(at) },
  metadata: { $correlationId: '', $causationId: '', commandId: '', issuedBy: '', schemaVersion: 1, link: '' },
  position: { commit: 1n, prepare: 1n },
});

describe('Throughput', () => {
  it('counts what happens to orders in each hour, and what their cards paid', () => {
    const view = new InMemoryView(throughput);
    view.apply([
      event('OrderPlaced', '2026-11-24T09:59:59.999Z'),
      event('OrderPlaced', '2026-11-24T10:00:00.000Z'),
      event('PaymentValidated', '2026-11-24T10:00:01.000Z'),
      event('OrderReleased', '2026-11-24T10:10:00.000Z'),
      event('Shipped', '2026-11-24T10:20:00.000Z'),
      event('CardDebitedOnShipment', '2026-11-24T10:20:00.000Z', { amountCents: 1200 }),
      event('CardDebitedOnShipment', '2026-11-24T10:30:00.000Z', { amountCents: 34 }),
      event('OrderCancelled', '2026-11-24T10:40:00.000Z'),
      event('OrderRefused', '2026-11-24T10:50:00.000Z'),
      event('Delivered', '2026-11-24T11:00:00.000Z'),
    ]);
    expect(Object.fromEntries(view.all())).toEqual({
      '2026-11-24T09': { ...emptyHour('2026-11-24T09'), placed: 1 },
      '2026-11-24T10': {
        ...emptyHour('2026-11-24T10'),
        placed: 1,
        released: 1,
        shipped: 1,
        ended: 2,
        debitedCents: 1234,
      },
      '2026-11-24T11': { ...emptyHour('2026-11-24T11'), delivered: 1 },
    });
  });
});
