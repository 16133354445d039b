import { runAsProcess } from '../simulator-process.js';
import { config } from './config.js';
import { startPaymentProvider } from './payment-provider.js';

runAsProcess('payment-provider', await startPaymentProvider(config));
