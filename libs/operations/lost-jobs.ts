import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { type WakeUpJob, type WakeUpJobs } from '#bullmq';
import { type OrderWakeUps, jobsOf } from '#fulfillment';
import { owedWakeUps, wakeUpsOf } from './owed-wake-ups.js';

/** A wake-up is made a job a moment after it is written: what is missing is looked at again after these pauses. */
const LOOKS_AFTER_MS = [100, 300, 1000];
/** Of wake-ups that are due, the projector makes jobs again by itself within seconds. */
const TO_COME_MS = 10_000;

/** Wake-ups to come that no job stands for (any more): until they are due, nobody misses them. @throws where Redis is away */
export const lostJobs = async (redis: Redis, jobs: WakeUpJobs, nowMs: number): Promise<WakeUpJob[]> => {
  const isToCome = ({ at }: WakeUpJob) => Date.parse(at) > nowMs + TO_COME_MS;
  const absent = (orders: readonly OrderWakeUps[]) => jobs.absent(orders.flatMap(jobsOf).filter(isToCome));
  let lost: WakeUpJob[] = [];
  for await (const page of owedWakeUps(redis)) lost.push(...(await absent(page)));
  for (const pauseMs of LOOKS_AFTER_MS) {
    if (lost.length === 0) break;
    await delay(pauseMs);
    lost = await absent(await wakeUpsOf(redis, [...new Set(lost.map(({ orderId }) => orderId))]));
  }
  return lost;
};
