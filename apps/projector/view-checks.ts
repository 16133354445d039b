import { type Redis } from 'ioredis';
import { type ReadinessCheck } from '#http-api';
import { leaseKeys, leaseName } from '#redis';
import { type FilledView } from './projector-metrics.js';

/**
 * Each view is filled, and not further behind the log than it may be. A projector that stands by for another is ready while
 * that one holds the view's lease.
 */
export const viewChecks = (views: readonly FilledView[], redis: Redis, lagLimitMs: number): ReadinessCheck[] =>
  views.map(({ view, runner }) => ({
    name: `view ${view.name}`,
    check: async () => {
      const { leading, lagMs } = runner;
      if (!leading) {
        if ((await redis.exists(leaseKeys(leaseName(view)).lease)) === 0) throw new Error('nobody fills it');
        return { standby: true };
      }
      if (lagMs === undefined) throw new Error('nothing is written yet');
      if (lagMs > lagLimitMs) throw new Error(`${Math.round(lagMs / 1000)} s behind the log`);
      return { lagMs };
    },
  }));
