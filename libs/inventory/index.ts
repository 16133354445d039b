export * from './stock/stock.events.js';
export * from './stock/stock.stream.js';
