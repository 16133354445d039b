type Act = () => Promise<void>;

/** Does work with at most so many acts at once, and each key once at a time. */
export class Lanes {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, Act>();
  private readonly restingUntil = new Map<string, number>();

  /** @param stopping nothing is begun after it */
  constructor(
    private readonly concurrency: number,
    private readonly stopping: AbortSignal,
  ) {}

  /** How many acts wait for a lane. */
  get backlog(): number {
    return this.waiting.size;
  }

  /** Takes an act on, unless its key is being seen to, or rests. */
  add(key: string, act: Act): void {
    if (this.stopping.aborted || this.underWay.has(key) || this.waiting.has(key)) return;
    if ((this.restingUntil.get(key) ?? 0) > performance.now()) return;
    this.restingUntil.delete(key);
    this.waiting.set(key, act);
    this.next();
  }

  /** Leaves a key alone for a while, without keeping a lane for it. */
  rest(key: string, durationMs: number): void {
    this.restingUntil.set(key, performance.now() + durationMs);
  }

  /** Resolves when what is under way has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  private next(): void {
    for (const [key, act] of this.waiting) {
      if (this.stopping.aborted || this.underWay.size >= this.concurrency) return;
      this.waiting.delete(key);
      this.underWay.set(key, this.follow(key, act));
    }
  }

  private async follow(key: string, act: Act): Promise<void> {
    try {
      await act();
    } catch (error) {
      // Whoever was stopped in the middle begins again after the next start.
      if (!this.stopping.aborted) console.error(`${key}:`, error);
    }
    this.underWay.delete(key);
    this.next();
  }
}
