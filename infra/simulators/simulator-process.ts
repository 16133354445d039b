import { type AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';

export interface Simulator {
  readonly url: string;
  /** Lets go of everything; calling it again waits for the first call. */
  stop(): Promise<void>;
}

/** Requests under way get this long to end when a simulator is stopped. */
const GRACE_MS = 1000;

/** What all simulators serve with: a wrong field is an error (400), never mended in silence. */
export const simulatorApp = (): FastifyInstance =>
  Fastify({
    bodyLimit: 1024 * 1024,
    forceCloseConnections: 'idle',
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });

/**
 * Serves a simulator, on loopback unless told otherwise; port 0 is a free one.
 * @param halt what it does by itself ends, requests that wait are let go; `close` follows when no request is left
 */
export const serve = async (
  app: FastifyInstance,
  port: number,
  {
    host = '127.0.0.1',
    halt,
    close,
  }: { readonly host?: string | undefined; readonly halt?: () => void; readonly close: () => Promise<void> },
): Promise<Simulator> => {
  const end = async () => {
    halt?.();
    const impatience = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
    await app.close();
    clearTimeout(impatience);
    await close();
  };
  let ended: Promise<void> | undefined;
  const stop = () => (ended ??= end());
  try {
    await app.listen({ host, port });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port: bound } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${bound}`, stop };
};

/** Says where a simulator listens, and stops it when asked to. */
export const runAsProcess = (name: string, simulator: Simulator): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void simulator.stop().then(() => process.exit(0)));
  console.log(`${name} listening on ${simulator.url}`);
};
