import { portVariables, readConfig, type Environment } from './config.js';
import { System, type SystemOptions } from './system.js';

export interface StartSystemOptions extends Omit<SystemOptions, 'config'> {
  readonly dataDir: string;
  /** Over the environment of this process; undefined takes a variable away. */
  readonly env?: Environment;
}

const ownServices = ['EVENTSTORE_URL', 'REDIS_URL', 'PAYMENT_PROVIDER_URL'];
const freePorts = Object.fromEntries(Object.values(portVariables).map((variable) => [variable, '0']));

/**
 * Starts a whole system of its own in `dataDir`, on free ports and embedded services unless `env` says otherwise: for the
 * demo and for tests. Resolves when it is ready; throws, with nothing left running, if it does not come up.
 */
export async function startSystem({ dataDir, env = {}, ...options }: StartSystemOptions): Promise<System> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ownServices.includes(name)));
  const config = readConfig({ ...inherited, ...freePorts, ...env, DATA_DIR: dataDir });
  const system = new System({ ...options, config });
  await system.start();
  return system;
}
