export const VOUCHER_STREAMS = 'voucher-';

export const voucherStream = (code: string): string => `${VOUCHER_STREAMS}${code}`;
