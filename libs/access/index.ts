export * from './access.guard.js';
export * from './roles.js';
export * from './tokens.js';
