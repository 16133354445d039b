import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Redis } from 'ioredis';
import { TooMany } from './refusals.js';

export interface RateLimit {
  /** Counts stand there, for all processes together. While it is away nobody is counted. */
  readonly redis: Redis;
  /** Begins the names of the counts, so that apps do not count each other's calls. */
  readonly name: string;
  /** Whose calls are counted together, and how many of them a minute are served. */
  readonly allowanceOf: (request: FastifyRequest) => Promise<Allowance | undefined>;
}

export interface Allowance {
  readonly key: string;
  readonly perMinute: number;
}

const allowances = new WeakMap<FastifyRequest, Allowance | undefined>();

/** Limits what any one caller may ask for; those without an allowance are not counted. Before the app has its routes. */
export const limitRates = async (fastify: FastifyInstance, { redis, name, allowanceOf }: RateLimit): Promise<void> => {
  await fastify.register(rateLimit, {
    redis,
    nameSpace: `complet:rate:${name}:`,
    skipOnError: true,
    timeWindow: 60_000,
    keyGenerator: async (request) => {
      const allowance = await allowanceOf(request);
      allowances.set(request, allowance);
      return allowance?.key ?? '';
    },
    allowList: (_, key) => key === '',
    max: (request) => allowances.get(request)?.perMinute ?? 0,
    errorResponseBuilder: (_, { ttl, max }) => new TooMany(`at most ${max} calls a minute`, Math.ceil(ttl / 1000)),
  });
};
