export * from './holding/allocation-process.js';
export * from './holding/allocation-todo.js';
export * from './holding/release-order.js';
export * from './payment/authorise-payment.js';
export * from './payment/ship-and-debit.js';
export * from './wake-ups/wake-ups.js';
export * from './wake-ups/wake-ups.projection.js';
