/** T03: nine digits, the last of which makes the Luhn sum a multiple of ten (INSEE, identifiant SIREN). */
export const isSiren = (text: string): boolean => {
  if (!/^\d{9}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
};
