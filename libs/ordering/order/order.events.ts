import { EventCatalog } from '#event-sourcing';
import { type EndingEvent } from './events/ending.js';
import { type HoldingEvent } from './events/holding.js';
import { type NoticeEvent } from './events/notice.js';
import { type PaymentEvent } from './events/payment.js';
import { type PlacementEvent } from './events/placement.js';
import { type ShipmentEvent } from './events/shipment.js';

export * from './events/ending.js';
export * from './events/holding.js';
export * from './events/notice.js';
export * from './events/payment.js';
export * from './events/placement.js';
export * from './events/shipment.js';

export type OrderEvent = PlacementEvent | PaymentEvent | HoldingEvent | ShipmentEvent | EndingEvent | NoticeEvent;

export const orderEvents = new EventCatalog<OrderEvent>({
  OrderPlaced: {},
  OrderAbandoned: {},
  ClaimsGivenBack: {},
  PaymentValidated: {},
  PaymentRefused: {},
  PaymentMethodReplaced: {},
  AuthorisationRenewed: {},
  AuthorisationRenewalRefused: {},
  AuthorisationCameTooLate: {},
  AuthorisationVoided: {},
  StockAwaited: {},
  ItemsAllocated: {},
  AvailabilityChanged: {},
  PreorderOnSale: {},
  OrderCompleted: {},
  OrderReleased: {},
  PromiseMoved: {},
  PromiseMissed: {},
  DebitRequested: {},
  DebitRefused: {},
  Shipped: {},
  CardDebitedOnShipment: {},
  CashCollected: {},
  PropertyTransferred: {},
  AvailableForPickUp: {},
  Delivered: {},
  NotCollected: {},
  OrderCancelled: {},
  OrderRefused: {},
  OrderWithdrawn: {},
  ReturnReceived: {},
  RefundRequested: {},
  Refunded: {},
  RefundRefused: {},
  CashRefundDue: {},
  DefectReported: {},
  ExchangePlaced: {},
  CustomerNotified: {},
  NoticeUndeliverable: {},
});
