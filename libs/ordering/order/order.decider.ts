import { type Decider } from '#event-sourcing';
import {
  cancelOrder,
  cancelUnpaidOrder,
  recordExchangePlaced,
  refuseOrder,
  reportDefect,
  withdrawOrder,
} from './decisions/ending.js';
import {
  checkPromise,
  recordAllocations,
  recordAvailability,
  recordOnSale,
  releaseOrder,
} from './decisions/holding.js';
import { recordNotice } from './decisions/notice.js';
import {
  recordAuthorisation,
  recordAuthorisationVoided,
  recordCashCollected,
  recordDebit,
  recordRefund,
  replacePaymentMethod,
  retryRefund,
} from './decisions/payment.js';
import { abandonOrder, placeExchange, placeOrder, recordClaimsGivenBack } from './decisions/placement.js';
import {
  endPickUpPeriod,
  recordAvailableForPickUp,
  recordDelivery,
  recordReturn,
  shipOrder,
} from './decisions/shipment.js';
import { type OrderCommand } from './order.commands.js';
import { orderNotFound } from './order.errors.js';
import { type OrderEvent } from './order.events.js';
import { evolve } from './order.evolution.js';
import { type Order, type OrderState, initialState, orderOf } from './order.state.js';

type Decision<Command> = (command: Command, state: OrderState) => readonly OrderEvent[];

/** A decision about an order that there is. */
const onOrder =
  <Command extends OrderCommand>(decision: (command: Command, order: Order) => readonly OrderEvent[]) =>
  (command: Command, state: OrderState): readonly OrderEvent[] => {
    const order = orderOf(state);
    if (!order) throw orderNotFound(command.orderId);
    return decision(command, order);
  };

const decisions: { readonly [Command in OrderCommand as Command['type']]: Decision<Command> } = {
  PlaceOrder: placeOrder,
  PlaceExchange: placeExchange,
  AbandonOrder: abandonOrder,
  RecordClaimsGivenBack: onOrder(recordClaimsGivenBack),
  RecordAuthorisation: onOrder(recordAuthorisation),
  ReplacePaymentMethod: onOrder(replacePaymentMethod),
  RecordAuthorisationVoided: onOrder(recordAuthorisationVoided),
  RecordAllocations: onOrder(recordAllocations),
  RecordAvailability: onOrder(recordAvailability),
  RecordOnSale: onOrder(recordOnSale),
  ReleaseOrder: onOrder(releaseOrder),
  CheckPromise: onOrder(checkPromise),
  ShipOrder: onOrder(shipOrder),
  RecordDebit: onOrder(recordDebit),
  RecordCashCollected: onOrder(recordCashCollected),
  RecordAvailableForPickUp: onOrder(recordAvailableForPickUp),
  RecordDelivery: onOrder(recordDelivery),
  EndPickUpPeriod: onOrder(endPickUpPeriod),
  RecordReturn: onOrder(recordReturn),
  RecordRefund: onOrder(recordRefund),
  RetryRefund: onOrder(retryRefund),
  CancelOrder: onOrder(cancelOrder),
  CancelUnpaidOrder: onOrder(cancelUnpaidOrder),
  RefuseOrder: onOrder(refuseOrder),
  WithdrawOrder: onOrder(withdrawOrder),
  ReportDefect: onOrder(reportDefect),
  RecordExchangePlaced: onOrder(recordExchangePlaced),
  RecordNotice: onOrder(recordNotice),
};

const decide = (command: OrderCommand, state: OrderState): readonly OrderEvent[] =>
  (decisions[command.type] as Decision<OrderCommand>)(command, state);

export const orderDecider: Decider<OrderState, OrderCommand, OrderEvent> = { initialState, decide, evolve };
