import { type Environment } from '#configuration';

/** Read once, at start. */
export const readConfig = (env: Environment = process.env) =>
  Object.freeze({
    dataDir: env['DATA_DIR'] ?? '.data',
    ...(env['EVENTSTORE_URL'] !== undefined && { eventStoreUrl: env['EVENTSTORE_URL'] }),
  });
