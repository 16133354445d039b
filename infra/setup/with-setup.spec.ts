import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Drives the real files of the set-up in a small checkout of its own, where `npm`, `node` and the compiler are stand-ins
 * that note what they were asked to do.
 */
const setup = dirname(fileURLToPath(import.meta.url));
let root: string;
let bin: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'complet-setup-'));
  bin = join(root, 'bin');
  cpSync(setup, join(root, 'infra/setup'), { recursive: true });
  write(
    'package-lock.json',
    JSON.stringify({ packages: { '': {}, 'node_modules/a': { optionalDependencies: { 'a-darwin': '1' } } } }),
  );
  write('apps/ops/token.ts', '');
  program('npm', installs);
  // The folder of programs is all of the PATH: no redis-server, no apt-get, no sudo.
  symlinkSync(process.execPath, join(bin, 'node'));
  for (const name of ['sh', 'cat', 'mkdir', 'ln', 'env']) symlinkSync(`/bin/${name}`, join(bin, name));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function program(name: string, script: string): void {
  write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** An npm that installs the pinned Node (ours) and a compiler that makes token.js. */
const installs = `
echo "$@" >> npm.log
mkdir -p node_modules/.bin node_modules/node node_modules/@swc/cli/bin
ln -sf ${process.execPath} node_modules/.bin/node
echo '{"version":"${process.versions.node}"}' > node_modules/node/package.json
cat > node_modules/@swc/cli/bin/swc.js <<'JS'
const { appendFileSync, mkdirSync, writeFileSync } = require('fs');
appendFileSync('swc.log', process.argv.slice(2).join(' ') + '\\n');
mkdirSync('dist/apps/ops', { recursive: true });
writeFileSync('dist/apps/ops/token.js', process.env.TOKEN_CODE || 'console.log("token", process.argv.slice(2).join(" "))');
JS`;

/** How `npm ci` refuses a lock file. */
const refusal = (missing: string): string => `echo "npm error Missing: ${missing} from lock file" >&2; exit 1`;

const start = (args: readonly string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, [join(root, 'infra/setup/with-setup.mjs'), ...args], {
    cwd: root,
    env: { PATH: bin, ...env },
  });

async function run(args: readonly string[], env?: Record<string, string>) {
  const child = start(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

const logged = (file: string): string[] =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8').trimEnd().split('\n') : [];

describe('npm run VERB on a fresh clone', () => {
  it('installs, builds and runs the verb, with nothing but its own words on standard output', async () => {
    const { code, stdout, stderr } = await run(['token', '--role', 'warehouse']);
    expect(stdout).toBe('token --role warehouse\n');
    expect(stderr).toBe('Installing dependencies (once, a minute or two)…\nBuilding…\n');
    expect(code).toBe(0);
    expect(logged('npm.log')).toEqual([expect.stringMatching(/^ci .*--include=dev/)]);
  });

  it('does neither again when nothing changed', async () => {
    await run(['token']);
    expect((await run(['token'])).stderr).toBe('');
    expect(logged('npm.log')).toHaveLength(1);
    expect(logged('swc.log')).toHaveLength(1);
  });

  it('installs again when package-lock.json changed, and builds again when a source did', async () => {
    await run(['token']);
    write('package-lock.json', '{"packages":{},"changed":true}');
    await run(['token']);
    expect(logged('npm.log')).toHaveLength(2);
    write('apps/ops/other.ts', '');
    await run(['token']);
    expect(logged('swc.log')).toHaveLength(2);
  });

  it('leaves no compiled file of a source that was deleted', async () => {
    write('dist/libs/gone/index.js', '');
    write('dist/libs/gone/index.js.map', '');
    await run(['token']);
    expect(existsSync(join(root, 'dist/libs/gone/index.js'))).toBe(false);
    expect(existsSync(join(root, 'dist/libs/gone/index.js.map'))).toBe(false);
    expect(existsSync(join(root, 'dist/apps/ops/token.js'))).toBe(true);
  });

  it('installs from a lock file that does not list packages of other platforms, which `npm ci` refuses', async () => {
    program('npm', `if [ "$1" = ci ]; then echo "$@" >> npm.log; ${refusal('a-darwin@')}; fi${installs}`);
    expect((await run(['token'])).code).toBe(0);
    expect(logged('npm.log').map((line) => line.split(' --')[0])).toEqual(['ci', 'install']);
    expect(logged('npm.log')[1]).toMatch('--no-save');
    expect((await run(['token'])).stderr).toBe('');
  });

  it.each(['a-darwin@1 and Missing: real@1.0.0', 'real@1.0.0', 'a-darwin@1 and Invalid: lock file'])(
    'installs from no lock file that is wrong otherwise: Missing: %s',
    async (missing) => {
      program('npm', `if [ "$1" = ci ]; then ${refusal(missing)}; fi${installs}`);
      expect(await run(['token'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/npm failed/) });
      expect(logged('npm.log')).toEqual([]);
    },
  );

  it('sets up once when two are started at the same time', async () => {
    const both = await Promise.all([run(['token']), run(['token'])]);
    expect(both.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, 'token \n'],
      [0, 'token \n'],
    ]);
    expect(logged('npm.log')).toHaveLength(1);
    expect(logged('swc.log')).toHaveLength(1);
  });

  it('takes over the lock of a set-up that was killed', async () => {
    write('.data/setup.lock', '4194305');
    expect((await run(['token'])).code).toBe(0);
    expect(existsSync(join(root, '.data/setup.lock'))).toBe(false);
  });
});

describe('When the set-up cannot go on, it says why', () => {
  it('and shows what npm said when npm fails; it tries again the next time', async () => {
    program('npm', 'echo no network >&2; exit 7');
    const { code, stdout, stderr } = await run(['token']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/no network[^]*npm failed \(exit code 7\)/);
    program('npm', installs);
    expect((await run(['token'])).code).toBe(0);
  });

  it('and shows what the compiler said when the build fails; it builds again the next time', async () => {
    program(
      'npm',
      `${installs}\necho 'console.error("broken.ts:1"); process.exit(1)' > node_modules/@swc/cli/bin/swc.js`,
    );
    const first = await run(['token']);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/broken\.ts:1[^]*The build failed/);
    expect((await run(['token'])).stderr).toMatch(/The build failed/);
  });

  it('and how to get Redis, where none is to be had', async () => {
    const { code, stderr } = await run(['start']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/apt-get install redis-server[^]*brew install redis[^]*REDIS_URL=/);
  });

  it('and what the verbs are', async () => {
    for (const verb of [[], ['toString'], ['strat']]) {
      expect(await run(verb)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/start\|test\|demo\|ops\|bench\|token\|check/),
      });
    }
  });
});

describe('Redis', () => {
  it('is taken from REDIS_URL by the verbs that need no server of their own', async () => {
    const { stderr } = await run(['start'], { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(stderr).not.toMatch(/apt-get/);
    expect((await run(['bench'], { REDIS_URL: 'redis://127.0.0.1:1' })).stderr).toMatch(/apt-get/);
  });
});

describe('The pinned Node', () => {
  const withoutNode = installs.replace(
    /^ln -sf.*$/m,
    'if [ "$1" = rebuild ]; then ln -sf REAL node_modules/.bin/node; fi',
  );

  it('is fetched by `npm rebuild node` where npm does not run install scripts', async () => {
    program('npm', withoutNode.replace('REAL', process.execPath));
    const { code, stderr } = await run(['token']);
    expect(stderr).toMatch(`Fetching Node ${process.versions.node}`);
    expect(code).toBe(0);
    expect(logged('npm.log')[1]).toMatch(/^rebuild node/);
  });

  it('is asked for, with the command that fetches it, when it is still not there and ours is older', async () => {
    program('npm', withoutNode.replace('REAL', '/nowhere').replaceAll(process.versions.node, '99.0.0'));
    const { code, stderr } = await run(['token']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /Node 99\.0\.0 is not at node_modules\/\.bin\/node[^]*npm rebuild node --foreground-scripts/,
    );
  });
});

describe('The verb', () => {
  it('gives its exit code through', async () => {
    expect((await run(['token'], { TOKEN_CODE: 'process.exit(42)' })).code).toBe(42);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is told of %s, and waited for', async (signal) => {
    const TOKEN_CODE = `
      process.on('${signal}', () => { console.log('stopping'); setTimeout(() => process.exit(5), 10) });
      console.log('up');
      setInterval(() => {}, 1000);`;
    const child = start(['token'], { TOKEN_CODE });
    let stdout = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (chunk.toString() === 'up\n') child.kill(signal);
    });
    expect(await once(child, 'close')).toEqual([5, null]);
    expect(stdout).toBe('up\nstopping\n');
  });
});
