export * from './explanation.js';
export * from './holds.js';
export * from './timeline.js';
