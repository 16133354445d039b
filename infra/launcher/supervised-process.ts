import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackOff } from './back-off.js';
import { followOutput, type OutputListener } from './child-output.js';

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Supervision {
  /** Holds `<name>.pid` while the process runs. */
  readonly runDir: string;
  readonly logDir: string;
  readonly onOutput: OutputListener;
  /** Told of each death that was not asked for. */
  readonly onDeath: (name: string, how: string, restartInMs: number) => void;
  readonly backOff?: () => BackOff;
}

/** Keeps one process running: one that dies is started again, with back-off, until `stop` is called. */
export class SupervisedProcess {
  deaths = 0;
  private child: ChildProcess | undefined;
  /** Has been sent SIGKILL. */
  private doomed: ChildProcess | undefined;
  private gone: Promise<void> = Promise.resolve();
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly backOff: BackOff;

  constructor(
    readonly spec: ProcessSpec,
    private readonly supervision: Supervision,
  ) {
    this.backOff = supervision.backOff?.() ?? new BackOff();
    mkdirSync(supervision.runDir, { recursive: true });
    mkdirSync(supervision.logDir, { recursive: true });
  }

  get name(): string {
    return this.spec.name;
  }

  /** Undefined between a death and the next start. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** False from the moment it is sent SIGKILL, though its end may not have been noticed yet. */
  get isUp(): boolean {
    return this.child?.pid !== undefined && this.child !== this.doomed;
  }

  start(): void {
    const startedAt = performance.now();
    // A group of its own: Ctrl-C on the terminal reaches the launcher alone, which stops its processes in order.
    const [command, args] = endingWithUs(this.spec);
    const child = spawn(command, args, {
      env: this.spec.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.child = child;
    if (child.pid !== undefined) writeFileSync(this.pidFile, `${child.pid}\n`);
    followOutput(this.name, child, join(this.supervision.logDir, `${this.name}.log`), this.supervision.onOutput);
    this.gone = new Promise((resolve) => {
      const ended = (how: string): void => {
        if (this.child !== child) return;
        this.child = undefined;
        rmSync(this.pidFile, { force: true });
        resolve();
        if (!this.stopping) this.startAgain(how, performance.now() - startedAt);
      };
      child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
      child.once('error', (error) => ended(error.message));
    });
  }

  /** Sends a signal to the process as it is; what dies of it is started again. Returns the id it went to, if any. */
  kill(signal: NodeJS.Signals): number | undefined {
    const { pid } = this;
    if (signal === 'SIGKILL') this.doomed = this.child;
    this.child?.kill(signal);
    return pid;
  }

  /** SIGTERM, then SIGKILL after `graceMs`. Resolves to true if it ended by itself. */
  async stop(graceMs: number): Promise<boolean> {
    this.stopping = true;
    clearTimeout(this.restart);
    let obeyed = true;
    const timer = setTimeout(() => {
      obeyed = false;
      this.kill('SIGKILL');
    }, graceMs);
    this.kill('SIGTERM');
    // A stopped (SIGSTOP) process cannot hear SIGTERM.
    this.kill('SIGCONT');
    await this.gone;
    clearTimeout(timer);
    return obeyed;
  }

  /** At once, without waiting: for the launcher's own end. */
  killForGood(): void {
    this.stopping = true;
    clearTimeout(this.restart);
    this.kill('SIGKILL');
    rmSync(this.pidFile, { force: true });
  }

  private get pidFile(): string {
    return join(this.supervision.runDir, `${this.name}.pid`);
  }

  private startAgain(how: string, livedMs: number): void {
    this.deaths += 1;
    const delayMs = this.backOff.delayAfter(livedMs);
    this.supervision.onDeath(this.name, how, delayMs);
    this.restart = setTimeout(() => this.start(), delayMs);
  }
}

/**
 * Where Linux has `setpriv` (as every Debian), the kernel sends the process SIGTERM when the launcher dies, SIGKILL included;
 * elsewhere the next start stops what was left behind.
 */
function endingWithUs({ command, args }: ProcessSpec): [string, readonly string[]] {
  return hasSetpriv ? ['setpriv', ['--pdeathsig', 'TERM', '--', command, ...args]] : [command, args];
}

const hasSetpriv = spawnSync('setpriv', ['--pdeathsig', 'TERM', '--', 'true']).status === 0;
