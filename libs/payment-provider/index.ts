export { InMemoryPaymentProvider, type InMemoryPaymentProviderOptions } from './in-memory-payment-provider.js';
export { countedDebits } from './counted-debits.js';
export { httpPaymentProvider, type HttpPaymentProviderOptions } from './http-payment-provider.js';
export * from './payment-provider.port.js';
