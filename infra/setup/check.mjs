import { runInForeground, withBin } from './run.mjs';
import { say } from './say.mjs';

const steps = {
  types: ['node_modules/typescript/bin/tsc', '--noEmit'],
  lint: ['node_modules/eslint/bin/eslint.js', '.'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'],
  architecture: [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    'test/architecture',
  ],
};

/** Everything but the tests of behaviour; goes through all steps, so that one run names all that is wrong. */
export async function check({ root, node }) {
  const failed = [];
  for (const [name, args] of Object.entries(steps)) {
    say(`check: ${name}`);
    const code = await runInForeground(node, args, withBin(root));
    if (code >= 128) return code;
    if (code !== 0) failed.push(name);
  }
  say(failed.length === 0 ? 'check: all is well' : `check: failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}
