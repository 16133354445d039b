import { type Redis } from 'ioredis';
import { orderTracking } from '#order-tracking';
import { ORDER_FLAGS, ORDER_STATUSES, type OrderFlag, type OrderStatus } from '#ordering';
import { together, viewKeys } from '#redis';

const counted = async <Name extends string>(
  redis: Redis,
  list: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, number>>> => {
  const { index } = viewKeys(orderTracking);
  const sizes = await together(
    redis,
    names.map((name) => ['zcard', index(`${list}:${name}`)]),
  );
  return Object.fromEntries(names.map((name, at) => [name, Number(sizes[at])])) as Record<Name, number>;
};

/** Orders in each status. @throws Unavailable */
export const ordersByStatus = (redis: Redis): Promise<Readonly<Record<OrderStatus, number>>> =>
  counted(redis, 'status', ORDER_STATUSES);

/** Orders with a flag for the staff, those that are over included. @throws Unavailable */
export const ordersByFlag = (redis: Redis): Promise<Readonly<Record<OrderFlag, number>>> =>
  counted(redis, 'flag', ORDER_FLAGS);
