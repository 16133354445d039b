export interface ClaimFlashSaleUnits {
  readonly type: 'ClaimFlashSaleUnits';
  readonly sku: string;
  /** Start of the sale. */
  readonly sale: string;
  /** Units the sale has in all. */
  readonly quantity: number;
  readonly orderId: string;
  readonly units: number;
  readonly now: string;
}
export interface ReleaseFlashSaleUnits {
  readonly type: 'ReleaseFlashSaleUnits';
  readonly sku: string;
  readonly orderId: string;
  readonly now: string;
}
export type FlashSaleCommand = ClaimFlashSaleUnits | ReleaseFlashSaleUnits;
