export * from './connect-redis.js';
export * from './lease.js';
export * from './projection.js';
export * from './projection-runner.js';
