import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackOff } from './back-off.js';
import { SupervisedProcess } from './supervised-process.js';

const temporary = mkdtempSync(join(tmpdir(), 'complet-supervised-'));
const lives: SupervisedProcess[] = [];
afterEach(async () => {
  await Promise.all(lives.splice(0).map((each) => each.stop(0)));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const idle = 'setInterval(() => {}, 1000);';

function supervise(code: string, command = process.execPath) {
  const said: { line: string; alarming: boolean }[] = [];
  const deaths: { how: string; restartInMs: number }[] = [];
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());
  const supervised = new SupervisedProcess(
    { name: 'fake', command, args: ['-e', code], env: process.env },
    {
      runDir: join(temporary, 'run'),
      logDir: join(temporary, 'log'),
      onOutput: (_name, line, alarming) => (said.push({ line, alarming }), tell()),
      onDeath: (_name, how, restartInMs) => (deaths.push({ how, restartInMs }), tell()),
      backOff: () => new BackOff({ firstDelayMs: 5, maxDelayMs: 20, resetAfterMs: 10_000 }),
    },
  );
  lives.push(supervised);
  supervised.start();
  /** Resolves as soon as what was said or what died makes this true. */
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  return { supervised, said, deaths, until };
}

const pidFile = join(temporary, 'run', 'fake.pid');
const recordedPid = (): number => Number(readFileSync(pidFile, 'utf8'));

describe('A supervised process', () => {
  it('is started again when it dies, under a new id that its pid file shows', async () => {
    const { supervised, said, deaths, until } = supervise(`console.log('up'); ${idle}`);
    await until(() => said.length === 1);
    const first = supervised.pid;
    expect(recordedPid()).toBe(first);

    expect(supervised.kill('SIGKILL')).toBe(first);
    await until(() => said.length === 2);
    expect(deaths).toEqual([{ how: 'SIGKILL', restartInMs: 5 }]);
    expect(supervised.pid).not.toBe(first);
    expect(recordedPid()).toBe(supervised.pid);
  });

  it('waits longer after each death in a row', async () => {
    const { deaths, until } = supervise('process.exit(3)');
    await until(() => deaths.length === 4);
    expect(deaths.slice(0, 4)).toEqual([5, 10, 20, 20].map((restartInMs) => ({ how: 'exit code 3', restartInMs })));
  });

  it('is tried again even if its program cannot be started', async () => {
    const { deaths, until } = supervise('', join(temporary, 'no-such-program'));
    await until(() => deaths.length === 2);
    expect(deaths[0]?.how).toMatch(/ENOENT|exit code 127/);
  });

  it('ends on SIGTERM when it is stopped, and its pid file with it', async () => {
    const { supervised, said, deaths, until } = supervise(
      `process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); console.log('up'); ${idle}`,
    );
    await until(() => said.length === 1);
    expect(await supervised.stop(20_000)).toBe(true);
    expect(supervised.pid).toBeUndefined();
    expect(existsSync(pidFile)).toBe(false);
    expect(deaths).toEqual([]);
  });

  it('is killed if it does not end in its grace', async () => {
    const { supervised, said, until } = supervise(`process.on('SIGTERM', () => {}); console.log('up'); ${idle}`);
    await until(() => said.length === 1);
    expect(await supervised.stop(50)).toBe(false);
    expect(supervised.pid).toBeUndefined();
  });

  it('is not started again once it is stopped, even if it had just died', async () => {
    const { supervised, deaths, until } = supervise('process.exit(1)');
    await until(() => deaths.length === 1);
    expect(await supervised.stop(1_000)).toBe(true);
    expect(supervised.pid).toBeUndefined();
  });

  it('has its lines told, errors as alarming, and kept in its log', async () => {
    const code = `console.log('fine'); console.log('{"level":40,"msg":"warned"}'); console.error('bad'); ${idle}`;
    const { said, until } = supervise(code);
    await until(() => said.length === 3);
    expect(said).toContainEqual({ line: 'fine', alarming: false });
    expect(said).toContainEqual({ line: 'warned', alarming: true });
    expect(said).toContainEqual({ line: 'bad', alarming: true });
    await lives[0]?.stop(1_000);
    expect(readFileSync(join(temporary, 'log', 'fake.log'), 'utf8')).toMatch(/^\d{4}-\S+Z fake \| /m);
  });
});
