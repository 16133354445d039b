// Shows: a throw in `checkpointReached` ends a subscription without an error; nothing comes any more.
import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent, streamNameFilter } from '@eventstore/db-client';

process.on('unhandledRejection', (error) => console.log('unhandled:', error.message));
const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${process.argv[2]}?tls=false`);
const append = () => client.appendToStream('bare', jsonEvent({ type: 'Happened', data: {} }));
let caughtUp = () => undefined;
const threw = new Promise((resolve) => (caughtUp = resolve));
const checkpointReached = () => {
  caughtUp();
  throw new Error('a fault in checkpointReached');
};
await append();
let received = 0;
let ended = 'nothing';
client
  .subscribeToAll({ filter: streamNameFilter({ prefixes: ['bare'], checkpointReached }) })
  .on('data', () => received++)
  .on('error', () => (ended = 'an error'))
  .on('end', () => (ended = 'an end'));
await threw;
const before = received;
await append();
await delay(300);
console.log(`told of ${ended}; ${received - before} of 1 events received after the throw`);
process.exit(0);
