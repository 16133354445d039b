import { type Voucher } from './voucher.events.js';

export interface PutVoucher {
  readonly type: 'PutVoucher';
  readonly voucher: Voucher;
  readonly now: string;
}
export interface ClaimVoucher {
  readonly type: 'ClaimVoucher';
  readonly code: string;
  readonly orderId: string;
  /** What the order pays here for: goods, not services under contracts of their own (T21). */
  readonly goods: readonly { readonly sku: string; readonly kind: string }[];
  /** What the order counts on: the worth, and the SKUs it pays for. Undefined: it knew of no such voucher. */
  readonly expected: { readonly worthCents: number; readonly skus: readonly string[] } | undefined;
  readonly now: string;
}
export interface ReleaseVoucher {
  readonly type: 'ReleaseVoucher';
  readonly code: string;
  readonly orderId: string;
  /** What it had paid of an order that came back; left out: it is worth what it was. */
  readonly paidCents?: number;
  readonly now: string;
}
export type VoucherCommand = PutVoucher | ClaimVoucher | ReleaseVoucher;
