import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './run.mjs';
import { say } from './say.mjs';

/** Installs Debian's package of a program where that is permitted without asking anyone. True if the program is there then. */
export async function installPackage(name, program, env) {
  const install = installCommand(name, env);
  if (install === undefined) return false;
  const { code, output } = await runQuietly(install[0], install.slice(1));
  if (code === 0 && isOnPath(program, env)) return true;
  say(output);
  return false;
}

export const mayInstall = (env) => installCommand('', env) !== undefined;

function installCommand(name, env) {
  const script = fileURLToPath(new URL('install-package.sh', import.meta.url));
  if (process.platform !== 'linux' || !isOnPath('apt-get', env)) return undefined;
  if (process.getuid() === 0) return ['sh', script, name];
  return isOnPath('sudo', env) ? ['sudo', '-n', 'sh', script, name] : undefined;
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
