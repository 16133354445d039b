import { runAsProcess } from '../simulator-process.js';
import { config } from './config.js';
import { startCarrier } from './carrier.js';

runAsProcess('carrier', await startCarrier(config));
