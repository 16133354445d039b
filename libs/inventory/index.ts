export * from './stock/stock.commands.js';
export * from './stock/stock.decider.js';
export * from './stock/stock.events.js';
export { type Stock } from './stock/stock.state.js';
export * from './stock/stock.stream.js';
export * from './stock/stocks.js';
