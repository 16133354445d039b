export * from './calendar/french-working-days.js';
export * from './order/authorisation-validity.js';
export * from './order/order.commands.js';
export * from './order/order.decider.js';
export * from './order/order.events.js';
export {
  ORDER_STATUSES,
  everyItemIsIn,
  evolve as evolveOrder,
  initialState as noOrder,
  hasShipped,
  isGoods,
  isOver,
  itemsOf,
  missingItems,
  type Authorisation,
  type Debit,
  type Order,
  type OrderState,
  type OrderStatus,
  type Payment,
  type PaymentState,
} from './order/order.state.js';
export * from './order/order.number.js';
export * from './order/order.stream.js';
export * from './pricing/totals.js';
export * from './order/orders.js';
