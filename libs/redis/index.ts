export * from './alone.js';
export * from './connect-redis.js';
export { type Fence, leaseKeys, whileLeading } from './lease.js';
export { type ParkedEvents, keyed } from './page-fold.js';
export * from './parked-documents.js';
export * from './projection-runner.js';
export { ProjectionStore, ViewMoved } from './projection-store.js';

export * from './redis-view.js';
export * from './spare-view.js';
export * from './view-changes.js';
export * from './view-check.js';
export * from './view-keys.js';
