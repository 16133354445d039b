import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const OPS = new URL('../../dist/apps/ops/main.js', import.meta.url).pathname;

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The operators’ command line on the system of a data folder, or of the stores that `more` names, as a shell would run it. */
export const opsOn = (dataDir: () => string, more: () => Record<string, string> = () => ({})) => {
  const ops = async (...args: string[]): Promise<Printed> => {
    const env = { ...process.env, DATA_DIR: dataDir(), ...more() };
    return promisify(execFile)(process.execPath, [OPS, ...args], { env, maxBuffer: 2 ** 26 }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: Printed) => ({ code, stdout, stderr }),
    );
  };
  const json = async (...args: string[]) => JSON.parse((await ops(...args, '--json')).stdout);
  return { ops, json };
};
