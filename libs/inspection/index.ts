export * from './explanation.js';
export * from './holds.js';
export * from './sealed-fields.js';
export * from './timeline.js';
