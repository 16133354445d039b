export * from './config.js';
export * from './start-traces.js';
