export * from './command-context.js';
export * from './health.controller.js';
export { type WithRawBody } from './json-body.js';
export * from './logger.js';
export * from './malformed.js';
export * from './metrics.controller.js';
export * from './problem.filter.js';
export * from './start-http-app.js';
export * from './health-app.js';
