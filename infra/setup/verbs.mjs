import { check } from './check.mjs';
import { runInForeground } from './run.mjs';

const program =
  (path, ...nodeOptions) =>
  ({ root, node, args }) =>
    runInForeground(node, [...nodeOptions, `${root}/${path}`, ...args]);

const jest = ({ root, node, args }) =>
  runInForeground(node, [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    `${root}/node_modules/jest/bin/jest.js`,
    // Many specs start processes of their own; more workers than this only make them wait for each other.
    ...(args.some((arg) => /^(-i|-w|--runInBand|--maxWorkers)/.test(arg)) ? [] : ['--maxWorkers=2']),
    ...args,
  ]);

/**
 * `build`: it runs compiled files. `redis`: 'url' when REDIS_URL will do, 'server' when it starts (and kills) servers of its own.
 * `browser`: it looks at the pages in one.
 */
export const verbs = {
  start: { build: true, redis: 'url', run: program('dist/infra/launcher/main.js', '--enable-source-maps') },
  test: { build: true, redis: 'server', browser: true, run: jest },
  demo: { build: true, redis: 'url', run: program('dist/infra/demo/main.js', '--enable-source-maps') },
  ops: { build: true, run: program('dist/apps/ops/main.js', '--enable-source-maps') },
  bench: { build: true, redis: 'server', run: program('dist/test/bench/main.js', '--enable-source-maps') },
  token: { build: true, run: program('dist/apps/ops/token.js', '--enable-source-maps') },
  check: { run: check },
  screenshots: { build: true, browser: true, run: program('dist/infra/screenshots/main.js', '--enable-source-maps') },
};
