import { type DomainEvent, EventCatalog } from '#event-sourcing';

/** Mobile terminals of an order, counted on the day it is placed (T07). */
export type TerminalsClaimed = DomainEvent<
  'TerminalsClaimed',
  {
    readonly siren: string;
    readonly orderId: string;
    readonly units: number;
    /** Day in Europe/Paris. */
    readonly day: string;
    /** ISO week of that day, such as `2026-W48`. */
    readonly week: string;
    readonly claimedAt: string;
  }
>;
/** The order was cancelled or refused, or never came to be: its terminals do not count. */
export type TerminalsReleased = DomainEvent<
  'TerminalsReleased',
  { readonly siren: string; readonly orderId: string; readonly releasedAt: string }
>;
export type TerminalQuotaEvent = TerminalsClaimed | TerminalsReleased;

export const terminalQuotaEvents = new EventCatalog<TerminalQuotaEvent>({
  TerminalsClaimed: {},
  TerminalsReleased: {},
});
