/** A SIREN with a right check digit, for the n-th customer of a demo. */
export const sirenOf = (n: number): string => {
  const digits = String(10_000_000 + n);
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits + String((10 - (sum % 10)) % 10);
};
