import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackOff } from './back-off.js';
import { Supervisor, type Part, type Stage } from './supervisor.js';

const temporary = mkdtempSync(join(tmpdir(), 'complet-supervisor-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const endings = join(temporary, 'endings');
const fine = (name: string): string => `
  process.on('SIGTERM', () => { require('fs').appendFileSync(${JSON.stringify(endings)}, '${name} '); process.exit(0) });
  console.log('up');
  setInterval(() => {}, 1000);`;
const deaf = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000);";

function supervisor(graceMs?: number) {
  const lines: string[] = [];
  const ups = (name: string): boolean => lines.includes(`${name} | up`);
  const supervisor = new Supervisor({
    dataDir: temporary,
    report: (line) => void lines.push(line),
    verbose: true,
    backOff: () => new BackOff({ firstDelayMs: 1, maxDelayMs: 2, resetAfterMs: 10_000 }),
    ...(graceMs !== undefined && { graceMs }),
  });
  const part = (name: string, stage: Stage, code = fine(name)): Part => ({
    name,
    stage,
    command: process.execPath,
    args: ['-e', code],
    env: process.env,
    isReady: () => Promise.resolve(ups(name)),
  });
  return { supervisor, part, lines };
}

describe('The supervisor', () => {
  it('stops apps first, then simulators, then stores', async () => {
    const { supervisor: all, part } = supervisor();
    await all.run([part('store', 'stores'), part('simulator', 'simulators'), part('app', 'apps')]);
    expect(Object.keys(all.pids)).toEqual(['store', 'simulator', 'app']);
    await all.stop();
    expect(readFileSync(endings, 'utf8')).toBe('app simulator store ');
    expect(all.pids).toEqual({});
  });

  it('kills what does not stop within the grace, and says so', async () => {
    const { supervisor: all, part, lines } = supervisor(100);
    await all.run([part('deaf', 'apps', deaf), part('store', 'stores')]);
    await all.stop();
    expect(all.pids).toEqual({});
    expect(lines).toContain('deaf did not stop in time and was killed');
    expect(lines).not.toContain('store did not stop in time and was killed');
  });

  it('gives up on a part that keeps ending before it was ready, and names its log', async () => {
    const { supervisor: all, part } = supervisor();
    const run = all.run([part('broken', 'apps', 'process.exit(1)')]);
    await expect(run).rejects.toThrow(/broken does not start: it ended 5 times\. See .*log\/broken\.log/);
    await all.stop();
  });

  it('does not wait for parts any more once it is stopped', async () => {
    const { supervisor: all, part } = supervisor();
    const run = all.run([part('never ready', 'apps', 'setInterval(() => {}, 1000)')]);
    const stopped = all.stop();
    await expect(run).rejects.toThrow(/stopped before it was ready/);
    await stopped;
    await expect(all.run([part('late', 'apps')])).rejects.toThrow(/stopped before it was ready/);
  });
});
