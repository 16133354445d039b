import { developmentKey, issueToken } from '#access';
import { findRunningSystem } from '../launcher/run-files.js';
import { startSystem } from '../launcher/start-system.js';
import { type DemoSystem } from './demo.js';

const PASSED_ON = ['EVENTSTORE_URL', 'REDIS_URL', 'PAYMENT_PROVIDER_URL'];

/** The system that runs on a data folder, or one started there for as long as the demo takes. */
export const findOrStartSystem = async (
  dataDir: string,
): Promise<DemoSystem & { readonly stop: () => Promise<unknown> }> => {
  const running = findRunningSystem(dataDir);
  const tokenFor: DemoSystem['tokenFor'] = async (role) => issueToken(await developmentKey(dataDir), { role });
  if (running) return { dataDir, urls: running, tokenFor, stop: () => Promise.resolve() };
  const env = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));
  const system = await startSystem({ dataDir, env, sampleShop: false });
  return { dataDir, urls: system.urls as unknown as Record<string, string>, tokenFor, stop: () => system.stop() };
};
