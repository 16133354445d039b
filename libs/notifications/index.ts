export * from './letter.js';
export * from './writing.js';
