export const ORDER_STREAMS = 'order-';

export const orderStream = ({ orderId }: { readonly orderId: string }): string => `${ORDER_STREAMS}${orderId}`;
