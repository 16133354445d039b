import { createLogger, startHealthApp } from '#http-api';
import { readConfig } from './config.js';
import { startWorker } from './worker.js';

const config = readConfig();
await startHealthApp({
  title: 'worker',
  port: config.port,
  host: config.host,
  logger: createLogger('worker'),
  ...(await startWorker(config)),
});
