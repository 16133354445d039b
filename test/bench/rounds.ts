/** The middle of what was measured, and how far it went either way. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export const summaryOf = (values: readonly number[]): Summary => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
};

/**
 * Lets the contenders measure in turn, round by round (raw, ours, raw, ours…), so that whatever else the machine does
 * meets all of them alike. A first round warms up and does not count.
 */
export const interleave = async <Name extends string, Measured = number>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Promise<Measured>>>,
): Promise<Record<Name, Measured[]>> => {
  const names = Object.keys(contenders) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as Measured[]])) as Record<Name, Measured[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = await contenders[name]();
      if (round > 0) measured[name].push(value);
    }
  }
  return measured;
};

/** Round by round, what `ours` is of `raw`. */
export const ratios = (ours: readonly number[], raw: readonly number[]): number[] =>
  ours.map((value, round) => value / raw[round]!);

const IN_FLIGHT = 64;
const MEASURED_MS = 600;

/** Acts again and again for a while, 64 at once. @returns how many it did in a second. */
export const perSecond = async (act: (index: number) => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  let begun = 0;
  const lane = async () => {
    while (performance.now() - startedAt < MEASURED_MS) await act(begun++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (begun * 1000) / (performance.now() - startedAt);
};

/** Acts on 0 to `count` - 1, 64 at once. */
export const forEachInFlight = async (count: number, act: (index: number) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) await act(index);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
};
