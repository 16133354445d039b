export const FINDINGS = [
  'shipped-before-item-in',
  'shipped-in-part',
  'shipped-twice',
  'second-debit',
  'wrong-amount',
  'debit-without-shipment',
  'shipment-without-debit',
  'released-before-item-in',
  'stock-allocated-twice',
  'more-allocated-than-received',
  'overtaken',
  'collected-twice',
  'refunded-too-much',
  'quota-exceeded',
  'flash-sale-oversold',
  'voucher-used-twice',
  'voucher-overdrawn',
  'order-without-claim',
  'claim-without-order',
  'claim-outlives-order',
  'payment-unanswered',
  'refund-refused',
  'unreadable-event',
  'missing-event',
  'parked-document',
  'parked-allocation',
  'view-not-filled',
  'view-differs',
  'wake-up-overdue',
  'job-lost',
  'job-failed',
  'broken-chain',
] as const;

/** A violated invariant: which rule, on what, and what was seen. */
export interface Finding {
  readonly rule: string;
  /** The order, or the stream. */
  readonly subject: string;
  readonly what: (typeof FINDINGS)[number];
  readonly detail: string;
}

export type Report = (finding: Finding) => void;
