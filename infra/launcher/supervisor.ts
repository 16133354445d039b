import { join } from 'node:path';
import { type BackOff } from './back-off.js';
import { waitUntil, type Probe } from './readiness.js';
import { SupervisedProcess, type ProcessSpec } from './supervised-process.js';

/** Stopped from first to last: what writes before what it writes to. */
export const stages = ['apps', 'simulators', 'stores'] as const;
export type Stage = (typeof stages)[number];

export interface Part extends ProcessSpec {
  readonly stage: Stage;
  readonly isReady: Probe;
}

export interface SupervisorOptions {
  /** Process ids and logs go to its folders `run` and `log`. */
  readonly dataDir: string;
  readonly report: (line: string) => void;
  /** Report every line a process prints, not only warnings and errors. */
  readonly verbose?: boolean;
  readonly backOff?: () => BackOff;
  /** All must have ended this long after `stop`; what has not is killed. Default 8,000. */
  readonly graceMs?: number;
  /** Longest wait for a part to be ready. Default 120,000. */
  readonly readyTimeoutMs?: number;
}

/** A part that ends this often before it has once been ready will not come up. */
const DEATHS_BEFORE_GIVING_UP = 5;
/** The stages stop one after the other; each has until this share of the grace is over. */
const stageShare: Readonly<Record<Stage, number>> = { apps: 0.7, simulators: 0.8, stores: 1 };

/** Starts processes, keeps them running, and stops them in the order of their stages. */
export class Supervisor {
  private readonly running = new Map<string, { part: Part; supervised: SupervisedProcess }>();
  private stopping: Promise<void> | undefined;

  constructor(private readonly options: SupervisorOptions) {}

  /** Resolves when all of these are ready. Throws if one does not come up, or if `stop` was called meanwhile. */
  async run(parts: readonly Part[]): Promise<void> {
    if (this.stopping) throw stoppedMeanwhile();
    for (const part of parts) {
      const supervised = this.supervise(part);
      this.running.set(part.name, { part, supervised });
      supervised.start();
    }
    await Promise.all(parts.map(({ name }) => this.ready(name)));
  }

  /** Resolves when this part is up and ready (again). */
  async ready(name: string): Promise<void> {
    const { part, supervised } = this.get(name);
    const { readyTimeoutMs = 120_000 } = this.options;
    const deadline = performance.now() + readyTimeoutMs;
    const deathsBefore = supervised.deaths;
    const seeLog = `See ${join(this.options.dataDir, 'log', `${name}.log`)}`;
    await waitUntil(
      async () => supervised.isUp && (await part.isReady()) && supervised.isUp,
      () => {
        if (this.stopping) return stoppedMeanwhile();
        if (supervised.deaths - deathsBefore >= DEATHS_BEFORE_GIVING_UP) {
          return new Error(`${name} does not start: it ended ${DEATHS_BEFORE_GIVING_UP} times. ${seeLog}`);
        }
        if (performance.now() < deadline) return undefined;
        return new Error(`${name} was not ready after ${readyTimeoutMs / 1_000} s. ${seeLog}`);
      },
    );
  }

  get names(): readonly string[] {
    return [...this.running.keys()];
  }

  /** Process ids by name, of what runs now. */
  get pids(): Readonly<Record<string, number>> {
    const entries = [...this.running].map(([name, { supervised }]) => [name, supervised.pid]);
    return Object.fromEntries(entries.filter(([, pid]) => pid !== undefined)) as Record<string, number>;
  }

  /** Sends a signal to one process; if it dies of it, it is started again. Out: the id it was sent to, if it ran. */
  kill(name: string, signal: NodeJS.Signals): number | undefined {
    return this.get(name).supervised.kill(signal);
  }

  /** Stops stage by stage; what does not obey is killed. Calling it again waits for the first call. */
  stop(): Promise<void> {
    return (this.stopping ??= this.stopInOrder());
  }

  /** Kills everything, without waiting. */
  killNow(): void {
    for (const { supervised } of this.running.values()) supervised.killForGood();
  }

  private async stopInOrder(): Promise<void> {
    const { graceMs = 8_000, report } = this.options;
    const startedAt = performance.now();
    for (const stage of stages) {
      const leftMs = Math.max(0, graceMs * stageShare[stage] - (performance.now() - startedAt));
      const ofStage = [...this.running.values()].filter(({ part }) => part.stage === stage);
      await Promise.all(
        ofStage.map(async ({ part, supervised }) => {
          if (!(await supervised.stop(leftMs))) report(`${part.name} did not stop in time and was killed`);
        }),
      );
    }
  }

  private supervise(part: Part): SupervisedProcess {
    const { dataDir, report, verbose = false, backOff } = this.options;
    return new SupervisedProcess(part, {
      runDir: join(dataDir, 'run'),
      logDir: join(dataDir, 'log'),
      onOutput: (name, line, alarming) => {
        if (alarming || verbose) report(`${name} | ${line}`);
      },
      onDeath: (name, how, restartInMs) => report(`${name} ended (${how}); starting it again in ${restartInMs} ms`),
      ...(backOff && { backOff }),
    });
  }

  private get(name: string): { part: Part; supervised: SupervisedProcess } {
    const found = this.running.get(name);
    if (found === undefined) throw new Error(`No process named ${name}; there are ${this.names.join(', ')}.`);
    return found;
  }
}

const stoppedMeanwhile = (): Error => new Error('The system was stopped before it was ready.');
