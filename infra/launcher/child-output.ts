import { type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** `alarming` lines are warnings and errors, shown on the terminal; all lines go to the log file. */
export type OutputListener = (name: string, line: string, alarming: boolean) => void;

/** Copies what a process prints into its log file, each line behind its time, and tells the listener. */
export function followOutput(name: string, child: ChildProcess, logFile: string, listener: OutputListener): void {
  const log = createWriteStream(logFile, { flags: 'a' });
  // A full disk must not end the launcher: the processes and their data matter more than their logs.
  log.on('error', () => undefined);
  const follow = (stream: NodeJS.ReadableStream | null, fromStandardError: boolean): void => {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${new Date().toISOString()} ${name} | ${line}\n`);
      const { text, level } = readLine(line);
      listener(name, text, level === undefined ? fromStandardError : level >= 40);
    });
  };
  follow(child.stdout, false);
  follow(child.stderr, true);
  child.once('close', () => log.end());
}

/** A pino line gives its message and level (40 warns, 50 and more are errors); any other line is its own text. */
export function readLine(line: string): { text: string; level?: number } {
  if (!line.startsWith('{')) return { text: line };
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    if (typeof level !== 'number') return { text: line };
    const cause = typeof err?.message === 'string' && err.message !== msg ? `: ${err.message}` : '';
    return { text: `${typeof msg === 'string' ? msg : line}${cause}`, level };
  } catch {
    return { text: line };
  }
}
