import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { readConfig } from './config.js';

describe('The configuration of the launcher', () => {
  it('has the defaults of the contract', () => {
    expect(readConfig({})).toMatchObject({
      dataDir: resolve('.data'),
      appPorts: { 'orders-api': 3000, tracking: 3001, projector: 3002, worker: 3003, desk: 3004 },
      eventStoreUrl: undefined,
      redisUrl: undefined,
      simulateWarehouse: false,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ EVENTSTORE_URL: '', WORKER_PORT: '' })).toMatchObject({
      eventStoreUrl: undefined,
      appPorts: { worker: 3003, desk: 3004 },
    });
  });

  it.each(['http', '-1', '65536', '80.5'])('names the variable whose port is wrong: %s', (port) => {
    expect(() => readConfig({ TRACKING_PORT: port })).toThrow(/TRACKING_PORT must be a port/);
  });
});
