export * from './lost-jobs.js';
export * from './owed-wake-ups.js';
export * from './system-audit.js';
