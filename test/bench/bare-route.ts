import { fastify } from 'fastify';
import { Redis } from 'ioredis';
import { orderTracking } from '#order-tracking';
import { viewKeys } from '#redis';

/** A Fastify with one route that sends a document of the tracking view as it stands in Redis, and nothing else. */
const [, , redisUrl, port] = process.argv;
const redis = new Redis(redisUrl!);
const { docs } = viewKeys(orderTracking);
const app = fastify();
app.get<{ Params: { key: string } }>('/:key', async ({ params: { key } }, reply) => {
  const text = await redis.hget(docs, key);
  return text === null ? reply.status(404).send() : reply.type('application/json; charset=utf-8').send(text);
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
