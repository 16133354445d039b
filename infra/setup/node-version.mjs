// Kept to syntax that any Node with modules can read, so that an old one gets the message and not a syntax error.

export const OLDEST_NODE = 20;

/** Exits with instructions when this Node is too old to set anything up. `version` as in process.versions.node. */
export function requireNode(version) {
  if (isRecentEnough(version)) return;
  console.error(
    'Complet needs Node ' +
      OLDEST_NODE +
      ' or later to set itself up (this is ' +
      version +
      ').\n' +
      'Install one from https://nodejs.org or with your package manager, check with `node --version`, then try again.',
  );
  process.exit(1);
}

export function isRecentEnough(version) {
  return Number(version.split('.')[0]) >= OLDEST_NODE;
}
