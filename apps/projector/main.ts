import { createLogger, startHealthApp } from '#http-api';
import { readConfig } from './config.js';
import { startProjector } from './projector.js';

const config = readConfig();
const logger = createLogger('projector');
await startHealthApp({
  title: 'projector',
  port: config.port,
  host: config.host,
  logger,
  ...startProjector(config, logger),
});
