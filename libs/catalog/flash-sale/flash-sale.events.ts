import { type DomainEvent, EventCatalog } from '#event-sourcing';

export type FlashSaleUnitsClaimed = DomainEvent<
  'FlashSaleUnitsClaimed',
  {
    readonly sku: string;
    /** Start of the sale: a product has one sale at a time. */
    readonly sale: string;
    readonly orderId: string;
    readonly units: number;
    readonly claimedAt: string;
  }
>;
/** The order ended before it shipped, or never came to be: its units are on sale again. */
export type FlashSaleUnitsReleased = DomainEvent<
  'FlashSaleUnitsReleased',
  { readonly sku: string; readonly orderId: string; readonly releasedAt: string }
>;
export type FlashSaleEvent = FlashSaleUnitsClaimed | FlashSaleUnitsReleased;

export const flashSaleEvents = new EventCatalog<FlashSaleEvent>({
  FlashSaleUnitsClaimed: {},
  FlashSaleUnitsReleased: {},
});
