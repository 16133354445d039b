import { runAsProcess } from '../simulator-process.js';
import { readConfig } from './config.js';
import { startCarrier } from './carrier.js';

runAsProcess('carrier', await startCarrier(readConfig()));
