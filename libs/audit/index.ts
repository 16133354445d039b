export * from './audit.js';
export * from './finding.js';
