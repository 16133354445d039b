import { installPackage, isOnPath, mayInstall } from './debian-package.mjs';
import { say, SetupFailed } from './say.mjs';

/** Sees to it that a Redis can be had: REDIS_URL where it will do, else a local redis-server, else Debian's, installed. */
export async function findRedisServer({ mayUseUrl, env = process.env }) {
  if (mayUseUrl && env.REDIS_URL) return;
  if (isOnPath('redis-server', env)) return;
  if (mayInstall(env)) {
    say("Installing Debian's redis-server (its own service is not started)…");
    if (await installPackage('redis-server', 'redis-server', env)) return;
  }
  throw new SetupFailed(howToGetRedis(mayUseUrl));
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
