import { startHttpApp } from '#http-api';
import { readConfig } from './config.js';
import { ordersApiModule } from './orders-api.module.js';

const config = readConfig();
await startHttpApp(await ordersApiModule(config), {
  title: 'orders-api',
  description: 'Commands for internal services. Amounts in integer euro cents, instants ISO 8601 UTC.',
  port: config.port,
  host: config.host,
});
