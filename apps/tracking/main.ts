import { startHttpApp } from '#http-api';
import { readConfig } from './config.js';
import { trackingApp } from './tracking.module.js';

const { module, options } = await trackingApp(readConfig());
await startHttpApp(module, options);
