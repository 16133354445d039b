export * from './in-memory-mailer.js';
export * from './mailer.port.js';
export * from './smtp-mailer.js';
