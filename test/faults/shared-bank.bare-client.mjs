// Shows: an error of client A's batch call rejects client B's append, and B's answer then ends the process.
import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { Relay } from './relay.ts';

const port = Number(process.argv[2]);
const [relayA, relayB] = [await Relay.start(port), await Relay.start(port)];
const [a, b] = [relayA, relayB].map(({ url }) => EventStoreDBClient.connectionString(url));
const append = (client) => client.appendToStream('bare', jsonEvent({ type: 'Happened', data: {} }));
await append(a);
await append(b);
const held = relayB.holdAnswers();
const ofB = append(b).then(
  () => 'appended',
  (error) => `rejected: ${error.message}`,
);
await held;
relayA.failCalls('BatchAppend', 2, 'a fault of A');
console.log('the append of B was', await ofB);
relayB.releaseAnswers();
await delay(10_000);
console.log('survived');
process.exit(0);
