export const CUSTOMER_STREAMS = 'customer-';

export const customerStream = (customerId: string): string => `${CUSTOMER_STREAMS}${customerId}`;
