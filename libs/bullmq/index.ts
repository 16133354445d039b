export * from './canary.js';
export * from './wake-up-jobs.js';
export { QUEUE, type WakeUpJob, WakeUpQueue, startWakeUps } from './wake-up-queue.js';
