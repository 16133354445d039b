import { startHttpApp } from '#http-api';
import { readConfig } from './config.js';
import { deskApp } from './desk.module.js';

const { module, options } = await deskApp(readConfig());
await startHttpApp(module, options);
