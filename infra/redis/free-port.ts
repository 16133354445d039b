import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range the system hands out to outgoing connections: one of those could sit on a port while its server restarts.
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

/** A loopback port that nothing listens on, and that outgoing connections will not take. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT}`);
}

/** True if a server could listen on this loopback port now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
