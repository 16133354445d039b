import { type DomainEvent, EventCatalog } from '#event-sourcing';

/** A voucher as it was issued (T20). */
export interface Voucher {
  readonly code: string;
  readonly amountCents: number;
  /** Included. */
  readonly validFrom: string;
  /** Excluded. */
  readonly validUntil: string;
  /** Its part of the catalogue: these SKUs, or products of these kinds; the whole catalogue where neither stands. */
  readonly skus?: readonly string[];
  readonly kinds?: readonly string[];
}

export type VoucherIssued = DomainEvent<'VoucherIssued', { readonly voucher: Voucher; readonly issuedAt: string }>;
export type VoucherChanged = DomainEvent<'VoucherChanged', { readonly voucher: Voucher; readonly changedAt: string }>;
/** An order pays with it: nobody else can. */
export type VoucherClaimed = DomainEvent<
  'VoucherClaimed',
  { readonly code: string; readonly orderId: string; readonly worthCents: number; readonly claimedAt: string }
>;
/** The order ended, or never came to be: the voucher can be used again. */
export type VoucherReleased = DomainEvent<
  'VoucherReleased',
  {
    readonly code: string;
    readonly orderId: string;
    /** What it is worth from now on: all that it was, or what it had paid of a returned order. */
    readonly worthCents: number;
    readonly releasedAt: string;
  }
>;
export type VoucherEvent = VoucherIssued | VoucherChanged | VoucherClaimed | VoucherReleased;

export const voucherEvents = new EventCatalog<VoucherEvent>({
  VoucherIssued: {},
  VoucherChanged: {},
  VoucherClaimed: {},
  VoucherReleased: {},
});
