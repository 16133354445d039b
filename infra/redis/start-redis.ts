import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { findFreePort } from './free-port.js';
import { redisOptions } from './redis-options.js';

export interface RunningRedis {
  /** redis://127.0.0.1:PORT */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends the server and resolves when its process is gone; calling it again changes nothing. */
  stop(): Promise<void>;
}

export interface StartRedisOptions {
  /** Created if missing; the data in it is taken up. */
  readonly dataDir: string;
  /** A free port is chosen when left out or 0. */
  readonly port?: number;
  /** How long the server may take to load its data. */
  readonly timeoutMs?: number;
}

/** Starts the local `redis-server` and waits until it answers. Throws with what the server printed if it does not. */
export async function startRedis(options: StartRedisOptions): Promise<RunningRedis> {
  mkdirSync(options.dataDir, { recursive: true });
  if (options.port) return startOn(options.port, options);
  // Someone else may take the port between our look and the server's: then another one will do.
  return startOn(await findFreePort(), options).catch(async () => startOn(await findFreePort(), options));
}

async function startOn(port: number, { dataDir, timeoutMs = 20_000 }: StartRedisOptions): Promise<RunningRedis> {
  const child = spawn('redis-server', redisOptions({ dataDir, port }), { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const ended = endOf(child);
  try {
    const pid = await Promise.race([answers(port, timeoutMs), ended.then((why) => Promise.reject(new Error(why)))]);
    if (pid !== child.pid) throw new Error(`another Redis, process ${pid}, answers on port ${port}`);
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw new Error(`redis-server did not start: ${(error as Error).message}\n${output()}`);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resolves to the process id of the server on this port once it has loaded its data and answers commands. */
export async function answers(port: number, timeoutMs: number): Promise<number> {
  const redis = new Redis({ host: '127.0.0.1', port, retryStrategy: () => 20, maxRetriesPerRequest: null });
  // While it starts, refused connections are what we wait out.
  redis.on('error', () => undefined);
  const timer = setTimeout(() => redis.disconnect(), timeoutMs);
  try {
    return Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text.slice(-2_000);
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return `it ended with ${signal ?? `exit code ${code}`}`;
  } catch (error) {
    return (error as Error).message;
  }
}
