import { setTimeout as delay } from 'node:timers/promises';
import { InMemoryEventStore } from '#event-sourcing';
import { orderTracking } from '#order-tracking';
import { orderNumberOf, orderStream } from '#ordering';
import { ProjectionRunner, connectRedis, connected } from '#redis';
import { SeededOrder } from './seeded-order.js';

/**
 * A projector with a log of its own: fills the tracking view with orders that wait and prints their numbers as JSON. From a
 * SIGUSR2 to the next one orders flow: so many a second are placed, held, shipped and delivered.
 */
const [, , redisUrl, waiting, perSecond] = process.argv;
const store = new InMemoryEventStore();
const held = () => new SeededOrder([0, 1, 2].map((line) => ({ sku: `PHONE-${line}`, quantity: 1 + line })));
const wait = async () => {
  const order = held();
  const { revision } = await store.append(orderStream(order), 'no-stream', order.held());
  return { order, revision };
};
const live = async () => {
  const { order, revision } = await wait();
  await delay(50);
  await store.append(orderStream(order), revision, order.delivered());
};

const redis = connectRedis(redisUrl!);
await connected(redis);
const numbers: string[] = [];
while (numbers.length < Number(waiting)) numbers.push(orderNumberOf((await wait()).order.orderId));
const runner = new ProjectionRunner({ store, redis, projection: orderTracking });
void runner.run(new AbortController().signal);
while (!runner.live) await delay(5);
console.log(JSON.stringify(numbers));

let flow: NodeJS.Timeout | undefined;
process.on('SIGUSR2', () => {
  clearInterval(flow);
  flow = flow ? undefined : setInterval(() => void live(), 1000 / Number(perSecond));
});
