export * from './command-request.js';
export * from './health.controller.js';
export * from './logger.js';
export * from './metrics.controller.js';
export * from './problem.js';
export * from './problem.filter.js';
export * from './start-http-app.js';
export * from './validation.js';
