import { describe, expect, it } from '@jest/globals';
import { type Redis } from 'ioredis';
import { viewChecks } from './view-checks.js';

const view = { name: 'order-tracking', version: 3 };
/** A Redis in which these keys are. */
const redisWith = (...keys: string[]) =>
  ({ exists: (key: string) => Promise.resolve(keys.includes(key) ? 1 : 0) }) as unknown as Redis;
const LEASE = 'complet:{order-tracking:v3}:lease';
const checking = (runner: { leading: boolean; live: boolean; lagMs: number | undefined }, redis = redisWith()) =>
  viewChecks([{ view, runner }], redis, 60_000)[0]!.check();

describe('The projector is ready', () => {
  it('while its views are within their lag', async () => {
    expect(await checking({ leading: true, live: true, lagMs: 0 })).toEqual({ lagMs: 0 });
    expect(await checking({ leading: true, live: false, lagMs: 60_000 })).toEqual({ lagMs: 60_000 });
  });

  it('and not while one is further behind, or not begun', async () => {
    await expect(checking({ leading: true, live: false, lagMs: 61_000 })).rejects.toThrow('61 s behind the log');
    await expect(checking({ leading: true, live: false, lagMs: undefined })).rejects.toThrow('nothing is written yet');
  });

  it('as a standby, while another fills the view', async () => {
    const standby = { leading: false, live: false, lagMs: undefined };
    expect(await checking(standby, redisWith(LEASE))).toEqual({ standby: true });
    await expect(checking(standby)).rejects.toThrow('nobody fills it');
  });
});
