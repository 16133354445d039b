import { Set } from 'immutable';
import { type Voucher, type VoucherEvent } from './voucher.events.js';

export interface KnownVoucher {
  readonly voucher: Voucher;
  /** What it pays at most when it is used next. */
  readonly worthCents: number;
  /** The order that pays with it. */
  readonly claimedBy?: string;
  /** Orders that gave it back: they claim it no more. */
  readonly ended: Set<string>;
}

/** Undefined: there is no such voucher. */
export type VoucherState = KnownVoucher | undefined;
export const initialState = undefined as VoucherState;

/** True if something is of the voucher's part of the catalogue. */
export const isOnItsPart = (
  { skus, kinds }: Pick<Voucher, 'skus' | 'kinds'>,
  { sku, kind }: { readonly sku: string; readonly kind: string },
): boolean => {
  if (skus === undefined && kinds === undefined) return true;
  return (skus?.includes(sku) ?? false) || (kinds?.includes(kind) ?? false);
};

export const evolve = (known: VoucherState, event: VoucherEvent): VoucherState => {
  if (event.type === 'VoucherIssued') {
    const { voucher } = event.data;
    return { voucher, worthCents: voucher.amountCents, ended: Set() };
  }
  if (!known) throw new Error(`${event.type} before VoucherIssued`);
  switch (event.type) {
    case 'VoucherChanged': {
      const { voucher } = event.data;
      const isRevalued = voucher.amountCents !== known.voucher.amountCents;
      return { ...known, voucher, worthCents: isRevalued ? voucher.amountCents : known.worthCents };
    }
    case 'VoucherClaimed':
      return { ...known, claimedBy: event.data.orderId };
    case 'VoucherReleased': {
      const { claimedBy: _, ...free } = known;
      return { ...free, worthCents: event.data.worthCents, ended: known.ended.add(event.data.orderId) };
    }
  }
};
