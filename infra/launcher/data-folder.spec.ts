import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config.js';
import { isLocked, lockDataFolder } from './data-folder-lock.js';
import { OWNER_VARIABLE, stopLeftOvers } from './left-overs.js';
import { choosePorts } from './ports.js';
import { findRunningSystem, publishUrls } from './run-files.js';
import { keptSecret } from './secrets.js';

const temporary = mkdtempSync(join(tmpdir(), 'complet-folder-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

let dataDir: string;
let count = 0;
beforeEach(() => {
  dataDir = join(temporary, String(count++));
  mkdirSync(join(dataDir, 'run'), { recursive: true });
});

describe('The lock of a data folder', () => {
  it('keeps a second launcher out until the first gives it back', () => {
    const unlock = lockDataFolder(dataDir);
    expect(() => lockDataFolder(dataDir)).toThrow(new RegExp(`already runs on .*process ${process.pid}`));
    unlock();
    lockDataFolder(dataDir)();
    expect(isLocked(dataDir)).toBe(false);
  });

  it('is taken over from a launcher that died, even if its id belongs to another process now', () => {
    const path = join(dataDir, 'run', 'launcher.lock');
    for (const stale of ['', '4194305 17', `${process.pid} 1`]) {
      writeFileSync(path, stale);
      expect(isLocked(dataDir)).toBe(false);
      lockDataFolder(dataDir)();
    }
  });
});

describe('A system that runs', () => {
  it('is found by its data folder, and only while it holds the lock', () => {
    const unlock = lockDataFolder(dataDir);
    expect(findRunningSystem(dataDir)).toBeUndefined();
    publishUrls(dataDir, { tracking: 'http://127.0.0.1:3001' });
    expect(findRunningSystem(dataDir)).toEqual({ tracking: 'http://127.0.0.1:3001' });
    unlock();
    expect(findRunningSystem(dataDir)).toBeUndefined();
  });
});

describe('Processes left behind by a launcher that was killed', () => {
  const deaf = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
  const start = async (env: Record<string, string>, code = deaf): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['-e', code], { env: { ...process.env, ...env } });
    await once(child.stdout, 'data');
    return child;
  };

  it('are stopped, with SIGKILL if they do not obey', async () => {
    const child = await start({ [OWNER_VARIABLE]: dataDir });
    writeFileSync(join(dataDir, 'run', 'worker.pid'), `${child.pid}\n`);
    const gone = once(child, 'exit');
    expect(await stopLeftOvers(dataDir, 50)).toEqual(['worker']);
    expect(await gone).toEqual([null, 'SIGKILL']);
  });

  it('are never a process of someone else that was given the same id', async () => {
    const child = await start(
      { [OWNER_VARIABLE]: `${dataDir}-of-another` },
      "console.log('up'); setInterval(() => {}, 1000)",
    );
    writeFileSync(join(dataDir, 'run', 'worker.pid'), `${child.pid}\n`);
    writeFileSync(join(dataDir, 'run', 'broken.pid'), 'x');
    expect(await stopLeftOvers(dataDir, 50)).toEqual([]);
    expect(child.exitCode ?? child.signalCode).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});

describe('Ports', () => {
  const free = { ORDERS_API_PORT: '0', TRACKING_PORT: '0', PROJECTOR_PORT: '0', WORKER_PORT: '0', DESK_PORT: '0' };

  it('are the same at the next start, but for one that someone else took', async () => {
    const config = readConfig({ ...free, DATA_DIR: dataDir });
    const first = await choosePorts(config);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
    expect(await choosePorts(config)).toEqual(first);

    const stranger = createServer().listen(first.redis, '127.0.0.1');
    await once(stranger, 'listening');
    const second = await choosePorts(config);
    stranger.close();
    expect({ ...second, redis: first.redis }).toEqual(first);
    expect(second.redis).not.toBe(first.redis);
  });

  it('that are taken are named with the variable that changes them', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as { port: number };
    const config = readConfig({ ...free, WORKER_PORT: String(port), DATA_DIR: dataDir });
    await expect(choosePorts(config)).rejects.toThrow(new RegExp(`Port ${port}.*worker.*set WORKER_PORT`));
    stranger.close();
  });
});

describe('A key that the launcher makes', () => {
  it('is 32 random bytes, kept, told once, and readable by its owner alone', () => {
    const told: string[] = [];
    const first = keptSecret(dataDir, 'master.key', (path) => told.push(path));
    const path = join(dataDir, 'keys', 'master.key');
    expect(Buffer.from(first, 'base64')).toHaveLength(32);
    expect(keptSecret(dataDir, 'master.key', (again) => told.push(again))).toBe(first);
    expect(told).toEqual([path]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(`${first}\n`);
  });
});
