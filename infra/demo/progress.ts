import { type WriteStream } from 'node:tty';
import { SingleBar } from 'cli-progress';
import { type Progress } from './drive.js';

/** A bar a step on a terminal; elsewhere a line a step when it is done. */
export const progressOn = (stream: WriteStream): Progress => {
  const bars = new Map<string, SingleBar>();
  return (step, done, of) => {
    if (!stream.isTTY) {
      if (done === of) stream.write(`${step}: ${of}\n`);
      return;
    }
    const bar =
      bars.get(step) ??
      new SingleBar({ stream, format: `${step.padEnd(16)}{bar} {value}/{total}  {duration_formatted}` });
    if (!bars.has(step)) bar.start(of, 0);
    bars.set(step, bar);
    bar.update(done);
    if (done === of) bar.stop();
  };
};
