import { startHttpApp } from '#http-api';
import { readConfig } from './config.js';
import { trackingModule } from './tracking.module.js';

const config = readConfig();
await startHttpApp(await trackingModule(config), {
  title: 'tracking',
  description: '« Suivi de commande »: what customers see of their orders.',
  port: config.port,
});
