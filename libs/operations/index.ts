export * from './audit-report.js';
export * from './holds.js';
export * from './lost-jobs.js';
export * from './owed-wake-ups.js';
export * from './parked-allocation.js';
export * from './system-audit.js';
export * from './view-lag.js';
