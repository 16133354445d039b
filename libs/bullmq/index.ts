export * from './wake-up-queue.js';
