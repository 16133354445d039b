import { flashSaleEvents, productEvents } from '#catalog';
import { accessEvents, customerEvents, keyEvents, terminalQuotaEvents } from '#customers';
import { type DomainEvent, EventCatalog, projectionRepairEvents } from '#event-sourcing';
import { jobRepairEvents } from '#fulfillment';
import { stockEvents } from '#inventory';
import { forceMajeureEvents, orderEvents } from '#ordering';
import { voucherEvents } from '#vouchers';
import { acceptanceEvents } from './acceptances.js';

/** Every type of event that Complet stores: an event of another type in its log is a finding. */
export const everyEvent: EventCatalog<DomainEvent> = EventCatalog.merge(
  ...([
    ...[orderEvents, stockEvents, productEvents, flashSaleEvents, voucherEvents, forceMajeureEvents],
    ...[customerEvents, keyEvents, accessEvents, terminalQuotaEvents],
    ...[projectionRepairEvents, jobRepairEvents, acceptanceEvents],
  ] as never[]),
);
