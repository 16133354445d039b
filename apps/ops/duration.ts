const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as an option takes it. @throws Error naming the option */
export const durationMs = (option: string, text: string): number => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (unit === undefined) throw new Error(`${option} takes a duration such as 90m, 12h or 3d, not ${text}`);
  return Number(amount) * UNIT_MS[unit]!;
};
