/** An instant as an option takes it. @throws Error naming the option */
export const instantOf = (option: string, text: string): Date => {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new Error(`${option} takes an instant such as 2026-11-23T10:00:00Z, not ${text}`);
  return at;
};
