export * from './customer/customer.commands.js';
export * from './customer/customer.decider.js';
export * from './customer/customer.events.js';
export { type CustomerState } from './customer/customer.state.js';
export * from './customer/customer.stream.js';
export * from './customer/siren.js';
export * from './personal-data/key-stream.js';
export * from './personal-data/personal-data.js';
export * from './customer/customers.js';
