const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What the customer quotes: 60 of the order id's random bits in Crockford's base 32, such as `C-8Z3K-Q0DM-71TV`. */
export const orderNumberOf = (orderId: string): string => {
  // All but the digit that tells the UUID's version.
  const hex = orderId.slice(0, 8) + orderId.slice(9, 13) + orderId.slice(15, 18);
  return `C-${group(hex.slice(0, 5))}-${group(hex.slice(5, 10))}-${group(hex.slice(10))}`;
};

/** 20 bits, as five hexadecimal digits, in four of base 32. */
const group = (hex: string): string => {
  const bits = Number(`0x${hex}`);
  if (!(hex.length === 5 && bits >= 0)) throw new RangeError(`an order id is a UUID: ${hex} is no part of one`);
  return CROCKFORD[bits >> 15]! + CROCKFORD[(bits >> 10) & 31]! + CROCKFORD[(bits >> 5) & 31]! + CROCKFORD[bits & 31]!;
};
