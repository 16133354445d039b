/** What came of asking at a fixed rate: times in ms from when each was due, so that waiting its turn counts. */
export interface OpenLoop {
  /** Answers in a second, from the first question to the last answer. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Acts `perSecond` times a second for `forMs`, whether or not the ones before are done. */
export const openLoop = async (
  perSecond: number,
  forMs: number,
  act: (index: number) => Promise<unknown>,
): Promise<OpenLoop> => {
  const count = Math.round((perSecond * forMs) / 1000);
  const startedAt = performance.now();
  const times: number[] = [];
  const acting: Promise<void>[] = [];
  const ask = async (index: number) => {
    const dueAt = startedAt + (index * 1000) / perSecond;
    await act(index);
    times.push(performance.now() - dueAt);
  };
  while (acting.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) * perSecond) / 1000) + 1);
    while (acting.length < due) acting.push(ask(acting.length));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(acting);
  const answered = (count * 1000) / (performance.now() - startedAt);
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return { perSecond: answered, p50Ms: at(0.5), p99Ms: at(0.99) };
};
