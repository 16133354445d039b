import { runAsProcess } from '../simulator-process.js';
import { readConfig } from './config.js';
import { startWarehouse } from './warehouse.js';

runAsProcess('warehouse', await startWarehouse(readConfig()));
