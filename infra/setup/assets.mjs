import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a page is made of beside its TypeScript: read at run time, so that it stands in dist/ as it does in the sources. */
const pageFolder = /^apps\/[^/]+\/page\/(assets|templates)\//;

/** Paths of these files, from the root. */
export const assetsOf = (root) =>
  (existsSync(`${root}/apps`) ? readdirSync(`${root}/apps`, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length + 1))
    .filter((path) => pageFolder.test(path));

export function copyAssets(root) {
  for (const path of assetsOf(root)) {
    mkdirSync(dirname(`${root}/dist/${path}`), { recursive: true });
    cpSync(`${root}/${path}`, `${root}/dist/${path}`);
  }
}

/** True for a file in dist/ that is the copy of one there still is. */
export const isCopiedAsset = (root, output) =>
  pageFolder.test(output.replace(/^dist\//, '')) && existsSync(`${root}/${output.replace(/^dist\//, '')}`);

// `npm run build` runs this file.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  copyAssets(fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''));
}
