import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './run.mjs';
import { say, SetupFailed } from './say.mjs';

/** Sees to it that a Redis can be had: REDIS_URL where it will do, else a local redis-server, else Debian's, installed. */
export async function findRedisServer({ mayUseUrl, env = process.env }) {
  if (mayUseUrl && env.REDIS_URL) return;
  if (isOnPath('redis-server', env)) return;
  const install = installCommand(env);
  if (install !== undefined) {
    say("Installing Debian's redis-server (its own service is not started)…");
    const { code, output } = await runQuietly(install[0], install.slice(1));
    if (code === 0 && isOnPath('redis-server', env)) return;
    say(output);
  }
  throw new SetupFailed(howToGetRedis(mayUseUrl));
}

/** The command that installs the package where that is permitted without asking anyone, else undefined. */
function installCommand(env) {
  const script = fileURLToPath(new URL('install-redis.sh', import.meta.url));
  if (process.platform !== 'linux' || !isOnPath('apt-get', env)) return undefined;
  if (process.getuid() === 0) return ['sh', script];
  return isOnPath('sudo', env) ? ['sudo', '-n', 'sh', script] : undefined;
}

function howToGetRedis(mayUseUrl) {
  return [
    'Complet needs Redis 6.2 or later, found none, and could not install one. Do one of these, then try again:',
    '  Debian, Ubuntu:  sudo apt-get install redis-server',
    '  Fedora:          sudo dnf install redis',
    '  macOS:           brew install redis',
    ...(mayUseUrl
      ? ['  or name one:     REDIS_URL=redis://127.0.0.1:6379 npm start   (AOF on, maxmemory-policy noeviction)']
      : []),
  ].join('\n');
}

export function isOnPath(program, env = process.env) {
  return (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return existsSync(`${folder}/${program}`);
    } catch {
      return false;
    }
  });
}
