import { runAsProcess } from '../simulator-process.js';
import { readConfig } from './config.js';
import { startPaymentProvider } from './payment-provider.js';

runAsProcess('payment-provider', await startPaymentProvider(readConfig()));
