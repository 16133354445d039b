import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../infra/redis/start-redis.js';
import { endWithThisProcess, lineOf, startProcess } from './processes.js';

export interface Stores {
  readonly dataDir: string;
  readonly eventStoreUrl: string;
  readonly redisUrl: string;
}

/** An embedded event store in a process of its own and a real Redis, both empty, for as long as `act` takes. */
export const withStores = async <T>(act: (stores: Stores) => Promise<T>): Promise<T> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'complet-bench-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  const forgetFolder = endWithThisProcess(remove);
  const [events, views] = [join(dataDir, 'eventstore'), join(dataDir, 'redis')];
  mkdirSync(events);
  const eventStore = startProcess('infra/embedded-eventstoredb/main.js', ['--data', events], {}, 'pipe');
  const redis = await startRedis({ dataDir: views });
  const forgetRedis = endWithThisProcess(() => process.kill(redis.pid));
  try {
    const [eventStoreUrl] = await lineOf(eventStore, /esdb:\S+/);
    return await act({ dataDir, eventStoreUrl, redisUrl: redis.url });
  } finally {
    await Promise.all([eventStore.stop(), redis.stop()]);
    forgetRedis();
    remove();
    forgetFolder();
  }
};
