import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Asks requireNode about a version, in a process of its own since it ends it. */
const ask = (version: string) =>
  spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `(await import('${here}/node-version.mjs')).requireNode('${version}')`],
    {
      encoding: 'utf8',
    },
  );

describe('A Node that starts the set-up', () => {
  it.each(['20.0.0', '20.20.2', '24.21.0', '100.0.0'])('may be %s', (version) => {
    expect(ask(version)).toMatchObject({ status: 0, stderr: '' });
  });

  it.each(['18.20.4', '9.11.2'])('is told what to do if it is %s', (version) => {
    const { status, stderr } = ask(version);
    expect(status).toBe(1);
    expect(stderr).toMatch(`needs Node 20 or later to set itself up (this is ${version})`);
  });
});
