import { runAsProcess } from '../simulator-process.js';
import { config } from './config.js';
import { startWarehouse } from './warehouse.js';

runAsProcess('warehouse', await startWarehouse(config));
