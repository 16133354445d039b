export { type EventStoreDbOptions, connectEventStore } from './event-store-db.js';
