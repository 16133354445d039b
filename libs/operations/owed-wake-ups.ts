import { type Redis } from 'ioredis';
import { type OrderWakeUps, wakeUpsView } from '#fulfillment';
import { viewKeys } from '#redis';

const PAGE = 1000;

/** Orders that are owed a wake-up until then (default: ever), in pages, those owed the earliest first. */
export async function* owedWakeUps(redis: Redis, until = '+inf'): AsyncIterable<readonly OrderWakeUps[]> {
  const due = viewKeys(wakeUpsView).index('due');
  for (let offset = 0; ; offset += PAGE) {
    const orderIds = await redis.zrangebyscore(due, '-inf', until, 'LIMIT', offset, PAGE);
    if (orderIds.length === 0) return;
    yield await wakeUpsOf(redis, orderIds);
  }
}

/** Those of these orders that are owed something. */
export const wakeUpsOf = async (redis: Redis, orderIds: readonly string[]): Promise<readonly OrderWakeUps[]> => {
  const texts = orderIds.length > 0 ? await redis.hmget(viewKeys(wakeUpsView).docs, ...orderIds) : [];
  return texts.flatMap((text) => (text ? [JSON.parse(text) as OrderWakeUps] : []));
};
