/** Does work with at most so many acts at once, and each key once at a time. */
export class Lanes {
  private readonly underWay = new Set<string>();
  private readonly waiting: [string, () => Promise<void>][] = [];
  private readonly queued = new Set<string>();

  constructor(private readonly concurrency: number) {}

  /** Takes an act on, unless its key is being seen to. */
  add(key: string, act: () => Promise<void>): void {
    if (this.underWay.has(key) || this.queued.has(key)) return;
    this.queued.add(key);
    this.waiting.push([key, act]);
    this.next();
  }

  private next(): void {
    while (this.underWay.size < this.concurrency) {
      const [key, act] = this.waiting.shift() ?? [];
      if (key === undefined || !act) return;
      this.queued.delete(key);
      this.underWay.add(key);
      void act()
        .catch(() => undefined)
        .finally(() => {
          this.underWay.delete(key);
          this.next();
        });
    }
  }
}
