import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ends = new Set<() => void>();

/** What must not outlive this process, however it ends. @returns takes it off the list. */
export const endWithThisProcess = (end: () => void): (() => void) => {
  ends.add(end);
  return () => ends.delete(end);
};

/** Ctrl-C leaves nothing behind. */
export const endOnSignals = (): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  process.on('exit', () => ends.forEach((end) => end()));
};

export interface RunningProcess {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** A process of ours, from dist, with its environment over this one's. */
export const startProcess = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  output: 'pipe' | 'ignore' = 'ignore',
): RunningProcess => {
  const path = fileURLToPath(new URL(`../../${program}`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', path, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, 'inherit'],
  });
  const ended = once(child, 'close');
  const forget = endWithThisProcess(() => child.kill('SIGKILL'));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    forget();
  };
  return { child, stop };
};

/** The first line of output that matches. @throws if the process ends without */
export const lineOf = async ({ child }: RunningProcess, pattern: RegExp): Promise<RegExpExecArray> => {
  for await (const line of createInterface({ input: child.stdout! })) {
    const match = pattern.exec(line);
    if (match) return match;
  }
  throw new Error(`a process ended before it said ${pattern}`);
};
