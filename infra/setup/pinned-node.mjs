import { existsSync, readFileSync } from 'node:fs';
import { runQuietly, withoutBin } from './run.mjs';
import { say, SetupFailed } from './say.mjs';

/** The Node that package.json pins through npm; everything after the set-up runs on it. Returns its path. */
export async function pinnedNode(root) {
  const path = `${root}/node_modules/.bin/node`;
  const { version } = JSON.parse(readFileSync(`${root}/node_modules/node/package.json`, 'utf8'));
  if (await runs(path, version)) return path;

  // The package fetches its binary in an install script; an npm that blocks such scripts runs this one when asked.
  say(`Fetching Node ${version}…`);
  await runQuietly('npm', ['rebuild', 'node', '--foreground-scripts', '--ignore-scripts=false'], {
    cwd: root,
    env: withoutBin(root),
  });
  if (await runs(path, version)) return path;

  if (Number(process.versions.node.split('.')[0]) >= Number(version.split('.')[0])) {
    say(`Node ${version} could not be fetched; going on with the one at hand, ${process.versions.node}.`);
    return process.execPath;
  }
  throw new SetupFailed(
    `Node ${version} is not at node_modules/.bin/node: npm did not run the install script of the package \`node\`.\n` +
      'Run `npm rebuild node --foreground-scripts` and see why, or install Node 24 yourself, then try again.',
  );
}

async function runs(path, version) {
  if (!existsSync(path)) return false;
  const { code, output } = await runQuietly(path, ['--version']).catch(() => ({ code: 1, output: '' }));
  return code === 0 && output.trim() === `v${version}`;
}
