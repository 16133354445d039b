import { type Redis } from 'ioredis';
import { type AllocationMemory, type Remainder } from '#fulfillment';

const KEY = 'complet:{fulfillment:v3}:memory';

/** What the allocation process remembers, in Redis: lost with it, made again from the log. */
export const redisAllocationMemory = (redis: Redis): AllocationMemory => ({
  load: async () => {
    const text = await redis.get(KEY);
    if (text === null) return undefined;
    const { commit, prepare, remainder } = JSON.parse(text) as {
      commit: string;
      prepare: string;
      remainder: Remainder;
    };
    return { after: { commit: BigInt(commit), prepare: BigInt(prepare) }, remainder };
  },
  save: async ({ commit, prepare }, remainder) => {
    await redis.set(KEY, JSON.stringify({ commit: String(commit), prepare: String(prepare), remainder }));
  },
});
