import { fileURLToPath } from 'node:url';
import { findBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { findRedisServer } from './redis-server.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { SetupFailed } from './say.mjs';
import { withLock } from './setup-lock.mjs';
import { verbs } from './verbs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Sets up what the verb needs, each step only if it is not done yet, and runs it. Returns the verb's exit code. */
export async function setUp(name, args) {
  const verb = verbs[name];
  if (!Object.hasOwn(verbs, name ?? '')) {
    throw new SetupFailed(`Usage: node infra/setup/with-setup.mjs ${Object.keys(verbs).join('|')} [arguments]`);
  }
  process.chdir(root);
  const node = await withLock(`${root}/.data/setup.lock`, async () => {
    await installDependencies(root);
    const pinned = await pinnedNode(root);
    if (verb.build) await build(root, pinned);
    if (verb.redis) await findRedisServer({ mayUseUrl: verb.redis === 'url' });
    if (verb.browser) await findBrowser();
    return pinned;
  });
  return verb.run({ root, node, args });
}
