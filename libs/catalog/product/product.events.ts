import { type DomainEvent, EventCatalog } from '#event-sourcing';

export const PRODUCT_KINDS = [
  'mobile-phone',
  'tablet',
  'laptop',
  'accessory',
  'landline-phone',
  'business-telephony',
  'mobile-plan',
  'service',
  'option',
] as const;
export type ProductKind = (typeof PRODUCT_KINDS)[number];

export interface FlashSale {
  readonly priceExclTaxCents: number;
  /** Included. */
  readonly from: string;
  /** Excluded. */
  readonly until: string;
  readonly quantity: number;
}

/** A product as the shop shows it (T10). Prices before VAT, both contributions included in them (T14). */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly kind: ProductKind;
  readonly priceExclTaxCents: number;
  readonly vatRate: '20' | '10' | '5.5' | '2.1' | '0';
  readonly ecoContributionCents: number;
  readonly privateCopyCents: number;
  readonly referencePriceExclTaxCents?: number;
  readonly visible: boolean;
  readonly availableFrom?: string;
  readonly availabilityConfirmed?: boolean;
  readonly flashSale?: FlashSale;
  readonly maxPerLine?: number;
}

export type ProductListed = DomainEvent<'ProductListed', { readonly product: Product; readonly listedAt: string }>;
export type ProductChanged = DomainEvent<'ProductChanged', { readonly product: Product; readonly changedAt: string }>;
export type ProductEvent = ProductListed | ProductChanged;

export const productEvents = new EventCatalog<ProductEvent>({ ProductListed: {}, ProductChanged: {} });
