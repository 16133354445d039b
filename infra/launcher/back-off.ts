export interface BackOffOptions {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** A process that lived this long is well again: the next delay is the first one. */
  readonly resetAfterMs: number;
}

const defaults: BackOffOptions = { firstDelayMs: 200, maxDelayMs: 5_000, resetAfterMs: 10_000 };

/** How long to wait before a process that died is started again: at first hardly, then twice as long each time. */
export class BackOff {
  private deathsInARow = 0;

  constructor(private readonly options: BackOffOptions = defaults) {}

  /** In: how long the process lived, in ms. Out: the delay before its next start, in ms. */
  delayAfter(livedMs: number): number {
    if (livedMs >= this.options.resetAfterMs) this.deathsInARow = 0;
    const delayMs = this.options.firstDelayMs * 2 ** this.deathsInARow;
    this.deathsInARow += 1;
    return Math.min(delayMs, this.options.maxDelayMs);
  }
}
