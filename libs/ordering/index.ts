export * from './calendar/delivery-promise.js';
export * from './calendar/french-working-days.js';
export * from './calendar/paris-calendar.js';
export * from './order/authorisation-validity.js';
export { claimsOf, violationsOf } from './order/order.admission.js';
export * from './order/order.commands.js';
export * from './order/order.decider.js';
export { OrderGivenUp } from './order/order.errors.js';
export * from './order/order.events.js';
export { evolve as evolveOrder } from './order/order.evolution.js';
export {
  ORDER_STATUSES,
  claimsToGiveBack,
  everyItemIsIn,
  exchangesToPlace,
  hasShipped,
  initialState as noOrder,
  isGoods,
  isOver,
  isPreordered,
  itemsOf,
  missingItems,
  orderOf,
  paymentStands,
  promiseBase,
  promiseOf,
  type Authorisation,
  type Debit,
  type Defect,
  type NoticeOwed,
  type Order,
  type OrderState,
  type OrderStatus,
  type Payment,
  type PaymentState,
} from './order/order.state.js';
export * from './order/order.number.js';
export * from './order/order.stream.js';
export * from './order/order.trace.js';
export * from './order/orders.js';
export * from './order/notices.js';
export * from './order/preorders.js';
export * from './pricing/totals.js';
export * from './force-majeure/force-majeure.commands.js';
export * from './force-majeure/force-majeure.decider.js';
export * from './force-majeure/force-majeure.events.js';
export { evolve as evolveForceMajeure, suspensionsOf, type ForceMajeure } from './force-majeure/force-majeure.state.js';
export * from './force-majeure/force-majeure.stream.js';
export * from './force-majeure/force-majeures.js';
export * from './force-majeure/suspended-promise.js';
