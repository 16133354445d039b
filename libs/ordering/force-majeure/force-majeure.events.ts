import { type DomainEvent, EventCatalog } from '#event-sourcing';

/** A period of force majeure (T28): days in Europe/Paris, both included. */
export interface ForceMajeurePeriod {
  readonly id: string;
  readonly from: string;
  /** Left out while nobody knows. */
  readonly until?: string;
  readonly reason: string;
}

/** Declared, or declared anew: the period of an id is the one declared last. */
export type ForceMajeureDeclared = DomainEvent<
  'ForceMajeureDeclared',
  { readonly period: ForceMajeurePeriod; readonly declaredAt: string }
>;

export const forceMajeureEvents = new EventCatalog<ForceMajeureDeclared>({ ForceMajeureDeclared: {} });
