import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { runQuietly, withoutBin } from './run.mjs';
import { say, SetupFailed } from './say.mjs';

const stampOf = (root) => `${root}/node_modules/.complet-setup`;

/** Installs what package-lock.json says, unless the same was installed before. */
export async function installDependencies(root) {
  const wanted = wantedState(root);
  if (installedState(root) === wanted) return;
  say('Installing dependencies (once, a minute or two)…');
  let { code, output } = await npm(root, 'ci');
  if (code !== 0 && lacksOnlyOptional(output, JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')))) {
    ({ code, output } = await npm(root, 'install', '--no-save'));
  }
  if (code !== 0) {
    throw new SetupFailed(
      `${output}\nnpm failed (exit code ${code}). Check the network and the registry, then try again.`,
    );
  }
  writeFileSync(stampOf(root), wanted);
}

/**
 * A lock file written where the registry has no packages for other platforms does not list those, and `npm ci` then refuses
 * it whole. True if that is all that is wrong: then `npm install --no-save` installs the locked versions, and says no more.
 */
export function lacksOnlyOptional(output, lock) {
  if (/Invalid:/.test(output)) return false;
  const optional = new Set(
    Object.values(lock.packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {})),
  );
  const missing = [...output.matchAll(/Missing: (@?[^@\s]+)@/g)].map(([, name]) => name);
  return missing.length > 0 && missing.every((name) => optional.has(name));
}

function npm(root, ...command) {
  // --include=dev: the compiler and the tests are needed here even where NODE_ENV says production.
  const args = [...command, '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'];
  // The project's own node must not be the one that runs npm: npm ci removes it first.
  return runQuietly('npm', args, { cwd: root, env: withoutBin(root) }).catch(noNpm);
}

/** What node_modules should be: the lock file, and the platform its binaries are for. */
export function wantedState(root) {
  const lock = readFileSync(`${root}/package-lock.json`);
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

export function installedState(root) {
  return existsSync(stampOf(root)) ? readFileSync(stampOf(root), 'utf8') : undefined;
}

function noNpm(error) {
  throw new SetupFailed(`npm cannot be started (${error.message}). It comes with Node: check with \`npm --version\`.`);
}
