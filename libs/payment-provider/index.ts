export * from './http-payment-provider.js';
export * from './payment-provider.port.js';
