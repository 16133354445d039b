export const STOCK_STREAMS = 'stock-';

export const stockStream = ({ sku }: { readonly sku: string }): string => `${STOCK_STREAMS}${sku}`;
