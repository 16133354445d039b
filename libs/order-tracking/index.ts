export * from './force-majeure.projection.js';
export * from './order-resources.js';
export * from './order-tracking.projection.js';
export * from './order-tracking.queries.js';
export * from './throughput.projection.js';
