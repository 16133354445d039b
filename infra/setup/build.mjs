import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { assetsOf, copyAssets, isCopiedAsset } from './assets.mjs';
import { runQuietly } from './run.mjs';
import { say, SetupFailed } from './say.mjs';

const sourceFolders = ['apps', 'libs', 'infra', 'test/bench'];

/** Compiles TypeScript into dist/, only if a source changed since; a running system may restart a process meanwhile. */
export async function build(root, node) {
  const wanted = sourceState(root);
  const stamp = `${root}/dist/.complet-build`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Building…');
  rmSync(stamp, { force: true });
  const folders = sourceFolders.filter((folder) => existsSync(`${root}/${folder}`));
  const args = [
    `${root}/node_modules/@swc/cli/bin/swc.js`,
    ...folders,
    '--out-dir',
    'dist',
    '--extensions',
    '.ts',
    '--quiet',
  ];
  const { code, output } = await runQuietly(node, args, { cwd: root });
  if (code !== 0) throw new SetupFailed(`${output}\nThe build failed (exit code ${code}).`);
  removeOutputsWithoutSource(root);
  copyAssets(root);
  writeFileSync(stamp, wanted);
}

/** Changes whenever a source is added, changed or deleted, or the compiler or its settings are others. */
export function sourceState(root) {
  const settings = ['.swcrc', 'node_modules/@swc/core/package.json', 'node_modules/@swc/cli/package.json'];
  const files = [...settings, ...sourceFolders.flatMap((folder) => filesUnder(root, folder, '.ts'))];
  files.push(...assetsOf(root));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const stat = statSync(`${root}/${file}`, { throwIfNoEntry: false });
    hash.update(`${file} ${stat?.size} ${stat?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** A file deleted or renamed in the sources must not go on living in dist. */
export function removeOutputsWithoutSource(root) {
  for (const output of filesUnder(root, 'dist', '')) {
    const source = output.replace(/^dist\//, '').replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(`${root}/${source}`) && !isCopiedAsset(root, output)) rmSync(`${root}/${output}`);
  }
}

function filesUnder(root, folder, ending) {
  if (!existsSync(`${root}/${folder}`)) return [];
  return readdirSync(`${root}/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length + 1));
}
