import { type RecordedEvent } from '#event-sourcing';
import { type OrderEvent, type OrderState, type OrderStatus, evolveOrder, orderEvents, orderOf } from '#ordering';

/** One event of an order's life, with what caused it; what is sealed in it stays sealed. */
export interface TimelineEntry {
  readonly revision: number;
  readonly at: string;
  readonly type: string;
  readonly data: object;
  /** The order's status after it; null before there is an order. */
  readonly status: OrderStatus | null;
  /** Who issued the command, under which id, and what caused that. */
  readonly issuedBy: string;
  readonly commandId: string;
  readonly causationId: string;
  readonly correlationId: string;
}

/** An order's life, as it was known at an instant (now, when left out). Events that cannot be read are shown as they stand. */
export const timelineOf = (events: readonly RecordedEvent[], asOf?: string): TimelineEntry[] => {
  let state: OrderState;
  return events
    .filter(({ createdAt }) => asOf === undefined || createdAt.toISOString() <= asOf)
    .map((event): TimelineEntry => {
      state = evolved(state, event);
      const { $causationId, $correlationId, commandId, issuedBy } = event.metadata;
      return {
        ...{ revision: event.revision, at: event.createdAt.toISOString(), type: event.type, data: event.data },
        ...{ status: orderOf(state)?.status ?? null, issuedBy, commandId },
        ...{ causationId: $causationId, correlationId: $correlationId },
      };
    });
};

const evolved = (state: OrderState, event: RecordedEvent): OrderState => {
  try {
    return evolveOrder(state, orderEvents.read(event) as unknown as OrderEvent);
  } catch {
    return state;
  }
};
