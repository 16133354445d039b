export const PRODUCT_STREAMS = 'product-';

export const productStream = (sku: string): string => `${PRODUCT_STREAMS}${sku}`;
