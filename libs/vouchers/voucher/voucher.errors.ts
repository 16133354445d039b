import { RuleRefused } from '#event-sourcing';

const refusal =
  (code: string) =>
  (message: string): RuleRefused =>
    new RuleRefused({ rule: 'T20', code, article: 'CGV 9', message });

export const voucherUnknown = refusal('VOUCHER_UNKNOWN');
export const voucherExpired = refusal('VOUCHER_EXPIRED');
export const voucherNotApplicable = refusal('VOUCHER_NOT_APPLICABLE');
export const voucherAlreadyUsed = refusal('VOUCHER_ALREADY_USED');
