import { parseArgs } from 'node:util';
import { startEmbeddedEventStore } from './server.js';

const { values } = parseArgs({
  options: { data: { type: 'string', default: '.data/eventstore' }, port: { type: 'string', default: '0' } },
});
const server = await startEmbeddedEventStore({ dataDir: values.data, port: Number(values.port) });
console.log(`embedded-eventstoredb listening on ${server.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
