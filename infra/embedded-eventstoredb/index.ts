export { type EmbeddedEventStore, startEmbeddedEventStore } from './server.js';
