import { type AddressInfo } from 'node:net';
import { type FastifyInstance } from 'fastify';

export interface Simulator {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves a simulator on loopback; port 0 is a free one. */
export const serve = async (app: FastifyInstance, port: number, close: () => Promise<void>): Promise<Simulator> => {
  await app.listen({ host: '127.0.0.1', port });
  const { port: bound } = app.server.address() as AddressInfo;
  const stop = async () => {
    app.server.closeAllConnections();
    await app.close();
    await close();
  };
  return { url: `http://127.0.0.1:${bound}`, stop };
};

/** Says where a simulator listens, and stops it when asked to. */
export const runAsProcess = (name: string, simulator: Simulator): void => {
  console.log(`${name} listening on ${simulator.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
};
