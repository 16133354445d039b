import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Redis } from 'ioredis';
import { register } from 'prom-client';
import { forceMajeureProjection, orderTracking } from '#order-tracking';
import { connectRedis, connected, viewKeys } from '#redis';
import { type RunningRedis, startRedis } from '../../infra/redis/start-redis.js';
import { countParkedAllocation, showProjections } from './projector-metrics.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const daysAgo = (days: number) => NOW - days * 24 * 3600 * 1000;
const dataDir = mkdtempSync(join(tmpdir(), 'complet-metrics-'));
let server: RunningRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis({ dataDir });
  redis = connectRedis(server.url);
  await connected(redis);
  const views = [
    { view: orderTracking, runner: { leading: true, live: false, lagMs: 42_500 } },
    { view: forceMajeureProjection, runner: { leading: true, live: true, lagMs: 0 } },
    { view: { name: 'wake-ups', version: 3 }, runner: { leading: false, live: false, lagMs: undefined } },
  ];
  showProjections(views, redis, () => NOW);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Samples by what tells them apart, as a scrape shows them. */
const shown = async (name: string): Promise<Record<string, number>> => {
  const lines = (await register.getSingleMetricAsString(name)).split('\n').filter((line) => !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [/"(.*)"/.exec(line)?.[1] ?? '', Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
};

describe('/metrics of the projector', () => {
  it('shows how far each view is, and nothing of one that another fills', async () => {
    expect(await shown('complet_projection_lag_seconds')).toEqual({ 'order-tracking': 42.5, 'force-majeure': 0 });
    expect(await shown('complet_projection_live')).toEqual({
      'order-tracking': 0,
      'force-majeure': 1,
      'wake-ups': 0,
    });
  });

  it('shows what was parked', async () => {
    await redis.hset(viewKeys(orderTracking).parked, 'C-1', '{}', 'C-2', '{}');
    expect(await shown('complet_parked_documents')).toEqual({ 'order-tracking': 2, 'force-majeure': 0, 'wake-ups': 0 });
    countParkedAllocation();
    expect(await shown('complet_parked_allocations_total')).toEqual({ '': 1 });
  });

  it('shows zeros while there are no orders', async () => {
    expect(await shown('complet_orders_on_hold_oldest_seconds')).toEqual({ '': 0 });
    expect(await shown('complet_orders_flagged')).toEqual({
      'price-suspect': 0,
      'promise-missed': 0,
      'refund-refused': 0,
      'notice-undeliverable': 0,
    });
    expect(Object.values(await shown('complet_orders')).every((orders) => orders === 0)).toBe(true);
  });

  it('counts orders by status, by flag, and those on hold by age', async () => {
    const { index } = viewKeys(orderTracking);
    const held = [40, 8, 7, 0.5, 0].flatMap((days, each) => [daysAgo(days), `C-${each}`]);
    await redis.zadd(index('status:on-hold'), ...held);
    await redis.zadd(index('status:shipped'), NOW, 'C-9');
    await redis.zadd(index('flag:promise-missed'), daysAgo(40), 'C-0');
    expect(await shown('complet_orders')).toMatchObject({ 'on-hold': 5, shipped: 1, placed: 0 });
    expect(await shown('complet_orders_flagged')).toMatchObject({ 'promise-missed': 1, 'refund-refused': 0 });
    expect(await shown('complet_orders_on_hold')).toEqual({
      'under-1-day': 2,
      '1-to-3-days': 0,
      '3-to-7-days': 0,
      '7-to-30-days': 2,
      'over-30-days': 1,
    });
    expect(await shown('complet_orders_on_hold_oldest_seconds')).toEqual({ '': 40 * 24 * 3600 });
  });

  it('shows no number it does not know, and the rest, while Redis is away', async () => {
    await server.stop();
    expect(await shown('complet_orders')).toEqual({});
    expect(await shown('complet_orders_on_hold_oldest_seconds')).toEqual({ '': Number.NaN });
    expect(await shown('complet_projection_lag_seconds')).toEqual({ 'order-tracking': 42.5, 'force-majeure': 0 });
  });
});
