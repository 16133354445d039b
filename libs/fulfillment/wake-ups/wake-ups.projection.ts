import { flashSaleEvents } from '#catalog';
import { terminalQuotaEvents } from '#customers';
import { type DomainEvent, EventCatalog, type Projection, type RecordedEvent } from '#event-sourcing';
import { orderIdOf, type OrderEvent, ORDER_STREAMS, orderEvents } from '#ordering';
import { voucherEvents } from '#vouchers';
import { CLAIM_STREAMS } from '../claims/claim-desk.js';
import { type ClaimEvent, type OrderWakeUps, type WakeUpPolicy, evolveWakeUps } from './wake-ups.js';

/** What a reader of the view needs of it. */
export const wakeUpsView = {
  name: 'wake-ups',
  version: 3,
  indexes: ({ due }: OrderWakeUps): Record<string, number> => {
    const times = Object.values(due).map((at) => Date.parse(at));
    return times.length === 0 ? {} : { due: Math.min(...times) };
  },
};

/** The wake-ups that every order is owed, found by when they are due: jobs that Redis lost are made again from it. */
export const wakeUpsProjection = (policy: WakeUpPolicy): Projection<OrderWakeUps> => {
  const evolve = evolveWakeUps(policy);
  return {
    ...wakeUpsView,
    streamPrefixes: [ORDER_STREAMS, ...CLAIM_STREAMS],
    catalog: EventCatalog.merge(
      orderEvents as never,
      voucherEvents as never,
      terminalQuotaEvents as never,
      flashSaleEvents as never,
    ),
    keyOf,
    evolve: (before: OrderWakeUps | undefined, event: RecordedEvent<DomainEvent>): OrderWakeUps | undefined =>
      evolve(before, event as unknown as OrderEvent | ClaimEvent, {
        orderId: keyOf(event)!,
        stream: event.stream,
        revision: event.revision,
      }),
  };
};

/** The order that an event is of, or that a claim was made for. */
const keyOf = ({ stream, data }: RecordedEvent): string | undefined =>
  stream.startsWith(ORDER_STREAMS) ? orderIdOf(stream) : (data as { readonly orderId?: string }).orderId;
