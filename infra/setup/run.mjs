import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program on our terminal, passes signals on to it, and resolves to its exit code (128 + n after signal n). */
export function runInForeground(command, args, env = process.env) {
  const child = spawn(command, args, { stdio: 'inherit', env });
  // Ctrl-C reaches the child from the terminal, from npm through us, or both: programs must bear it twice.
  const handlers = passedOn.map((signal) => [signal, () => child.kill(signal)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return ended(child).finally(() => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
}

/** Runs a program without showing what it prints; resolves to its exit code and that output. */
export async function runQuietly(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return { code: await ended(child), output };
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** The environment with or without the project's own programs first on the PATH (npm puts them there). */
export function withBin(root, env = process.env) {
  return { ...withoutBin(root, env), PATH: [`${root}/node_modules/.bin`, withoutBin(root, env).PATH].join(delimiter) };
}

export function withoutBin(root, env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== `${root}/node_modules/.bin`);
  return { ...env, PATH: folders.join(delimiter) };
}
