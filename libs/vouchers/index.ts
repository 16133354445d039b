export * from './voucher/voucher.commands.js';
export * from './voucher/voucher.decider.js';
export * from './voucher/voucher.events.js';
export { isOnItsPart, type KnownVoucher, type VoucherState } from './voucher/voucher.state.js';
export * from './voucher/voucher.stream.js';
export * from './voucher/vouchers.js';
