// What every npm script runs first: node infra/setup/with-setup.mjs VERB [arguments]
// It needs nothing installed but Node and npm. Messages of the set-up go to standard error: standard output is the verb's.

import { requireNode } from './node-version.mjs';

requireNode(process.versions.node);

// Loaded only now: an older Node could not even read these files.
const { setUp } = await import('./set-up.mjs');
const { SetupFailed } = await import('./say.mjs');

try {
  process.exitCode = await setUp(process.argv[2], process.argv.slice(3));
} catch (error) {
  if (!(error instanceof SetupFailed)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
