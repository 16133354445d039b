const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What the customer quotes: 60 of the order id's random bits in Crockford's base 32, such as `C-8Z3K-Q0DM-71TV`. */
export const orderNumberOf = (orderId: string): string => {
  const hex = orderId.replaceAll('-', '');
  let bits = BigInt(`0x${hex.slice(0, 12)}${hex.slice(13, 16)}`);
  let text = '';
  for (let digit = 0; digit < 12; digit++) {
    text = CROCKFORD[Number(bits % 32n)]! + text;
    bits /= 32n;
  }
  return `C-${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
};
