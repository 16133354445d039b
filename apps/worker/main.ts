import { createLogger, startHealthApp } from '#http-api';
import { readConfig } from './config.js';
import { startWorker } from './worker.js';

const config = readConfig();
const logger = createLogger('worker');
await startHealthApp({
  title: 'worker',
  port: config.port,
  host: config.host,
  logger,
  ...(await startWorker(config, logger)),
});
