import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { answers } from '../redis/start-redis.js';

export type Probe = () => Promise<boolean>;

/** Answers 200. */
export const answersOk =
  (url: string): Probe =>
  async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      return response.status === 200;
    } catch {
      return false;
    }
  };

/** Takes connections. */
export const listens =
  (port: number): Probe =>
  () =>
    new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port }, () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });

/** Has loaded its data and obeys commands. */
export const redisAnswers =
  (port: number): Probe =>
  () =>
    answers(port, 1_000).then(
      () => true,
      () => false,
    );

/** Asks again and again until the probe says yes. `failure` may put an end to the waiting by returning what to throw. */
export async function waitUntil(probe: Probe, failure: () => Error | undefined): Promise<void> {
  for (let pauseMs = 20; !(await probe()); pauseMs = Math.min(pauseMs * 1.5, 250)) {
    const error = failure();
    if (error !== undefined) throw error;
    await delay(pauseMs);
  }
}
