export const FLASH_SALE_STREAMS = 'flash-sale-';

export const flashSaleStream = ({ sku }: { readonly sku: string }): string => `${FLASH_SALE_STREAMS}${sku}`;
