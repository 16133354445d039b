import { type Claim } from './stock.events.js';

export interface ReceiveStock {
  readonly type: 'ReceiveStock';
  readonly sku: string;
  readonly receiptId: string;
  readonly quantity: number;
  readonly now: string;
}
/** Claims in the order of the orders' registration; one an order had before is left out. */
export interface ClaimStock {
  readonly type: 'ClaimStock';
  readonly sku: string;
  readonly claims: readonly Claim[];
  readonly now: string;
}
/** Gives on what an append before left over. */
export interface AllocateStock {
  readonly type: 'AllocateStock';
  readonly sku: string;
  readonly now: string;
}
export interface ReleaseClaims {
  readonly type: 'ReleaseClaims';
  readonly sku: string;
  readonly orderIds: readonly string[];
  readonly now: string;
}
export interface IssueStock {
  readonly type: 'IssueStock';
  readonly sku: string;
  readonly orderIds: readonly string[];
  readonly now: string;
}
export type StockCommand = ReceiveStock | ClaimStock | AllocateStock | ReleaseClaims | IssueStock;
