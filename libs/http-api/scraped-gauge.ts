import { Gauge, register } from 'prom-client';

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  /** Undefined: not shown. */
  readonly value: number | undefined;
}

export interface ScrapedGauge {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** Asked at each scrape. @throws while it cannot be told */
  readonly read: () => readonly Sample[] | Promise<readonly Sample[]>;
}

/** A scrape waits no longer: what is not told by then is left out, and the rest is shown. */
const DEADLINE_MS = 1000;

/** Shows what is so when it is asked for; a figure that cannot be told now is not shown (NaN where it has no labels). */
export const scrapedGauge = ({ name, help, labelNames = [], read }: ScrapedGauge): void => {
  // One registry a process, however many apps it starts (in tests): the last one is shown.
  register.removeSingleMetric(name);
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    async collect() {
      const samples = await inTime(read);
      this.reset();
      const known = (samples ?? []).filter(({ value }) => value !== undefined);
      if (known.length === 0 && labelNames.length === 0) this.set(Number.NaN);
      for (const { labels = {}, value } of known) this.set(labels, value!);
    },
  });
};

const inTime = async (read: ScrapedGauge['read']): Promise<readonly Sample[] | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, DEADLINE_MS, undefined);
  });
  try {
    return await Promise.race([read(), tooLate]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};
