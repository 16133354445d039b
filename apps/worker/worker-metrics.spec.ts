import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from 'prom-client';
import { WakeUpJobs, WakeUpQueue } from '#bullmq';
import { Unavailable } from '#event-sourcing';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { measured, showQueue } from './worker-metrics.js';

const shown = async (name: string) =>
  (await register.getSingleMetricAsString(name)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('/metrics of the worker', () => {
  it('shows what came of wake-ups, and how long they took', async () => {
    const answers: (() => Promise<string>)[] = [
      () => Promise.resolve('released'),
      () => Promise.reject(new Unavailable('payment provider', 'no answer')),
      () => Promise.reject(new Error('a bug')),
    ];
    const { release } = measured({ release: () => answers.shift()!() });
    expect(await release('order-1')).toBe('released');
    await expect(release('order-1')).rejects.toThrow('payment provider is away');
    await expect(release('order-1')).rejects.toThrow('a bug');
    expect(await shown('complet_wake_ups_total')).toEqual([
      'complet_wake_ups_total{kind="release",outcome="done"} 1',
      'complet_wake_ups_total{kind="release",outcome="unavailable"} 1',
      'complet_wake_ups_total{kind="release",outcome="failed"} 1',
    ]);
    expect(await shown('complet_wake_up_duration_seconds')).toContain(
      'complet_wake_up_duration_seconds_count{kind="release"} 3',
    );
  });

  describe('of the queue', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'complet-queue-'));
    let redis: RunningRedis;
    let queue: WakeUpQueue;
    let jobs: WakeUpJobs;
    beforeAll(async () => {
      redis = await startRedis({ dataDir });
      queue = new WakeUpQueue(redis.url);
      jobs = new WakeUpJobs(redis.url);
      showQueue(jobs);
    });
    afterAll(async () => {
      await queue.close();
      await jobs.close();
      await redis.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });

    it('shows its jobs by state, and for how long the oldest has waited', async () => {
      const now = Date.now();
      const job = (id: string, at: number) => ({
        ...{ kind: 'release', id, orderId: 'order-1' },
        at: new Date(at).toISOString(),
      });
      await queue.add([job('one', now), job('two', now), job('later', now + 3_600_000)], now);
      expect(await shown('complet_jobs')).toEqual([
        'complet_jobs{state="waiting"} 2',
        'complet_jobs{state="active"} 0',
        'complet_jobs{state="delayed"} 1',
        'complet_jobs{state="failed"} 0',
      ]);
      const { oldestWaitingMs } = await jobs.figures(now + 60_000);
      expect(oldestWaitingMs).toBeGreaterThan(55_000);
      expect(oldestWaitingMs).toBeLessThan(65_000);
      expect(await shown('complet_jobs_oldest_waiting_seconds')).toEqual([
        expect.stringMatching(/^complet_jobs_oldest_waiting_seconds 0(\.\d+)?$/),
      ]);
    });

    it('shows no number it does not know while Redis is away', async () => {
      await redis.stop();
      expect(await shown('complet_jobs')).toEqual([]);
      expect(await shown('complet_jobs_oldest_waiting_seconds')).toEqual(['complet_jobs_oldest_waiting_seconds Nan']);
    });
  });
});
