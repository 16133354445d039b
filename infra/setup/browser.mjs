import { installPackage, isOnPath, mayInstall } from './debian-package.mjs';
import { say, SetupFailed } from './say.mjs';

/** Sees to it that the pages can be tried in a browser. Without one their tests are left out, save on the CI. */
export async function findBrowser(env = process.env) {
  if (isOnPath('chromium', env)) return;
  if (mayInstall(env)) {
    say("Installing Debian's chromium, for the tests of the pages…");
    if (await installPackage('chromium', 'chromium', env)) return;
  }
  const missing =
    'There is no chromium here, and it could not be installed (Debian, Ubuntu: apt-get install chromium).';
  if (env.CI) throw new SetupFailed(missing);
  say(`${missing}\nThe tests of the pages are left out.`);
}
