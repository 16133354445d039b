export const ORDER_STREAMS = 'order-';

/** The order that a stream tells of. */
export const orderIdOf = (stream: string): string => stream.slice(ORDER_STREAMS.length);

export const orderStream = ({ orderId }: { readonly orderId: string }): string => `${ORDER_STREAMS}${orderId}`;
