import { setTimeout as delay } from 'node:timers/promises';
import { developmentKey, issueToken } from '#access';
import { answersOk, listens } from '../../infra/launcher/readiness.js';
import { findFreePort } from '../../infra/redis/free-port.js';
import { KeptAliveHttp } from './kept-alive-http.js';
import { type OpenLoop, openLoop } from './open-loop.js';
import { lineOf, startProcess } from './processes.js';
import { interleave, perSecond } from './rounds.js';
import { type Stores, withStores } from './stores.js';
import { type Row, costRow, rateRow } from './table.js';

const ORDERS = 1000;
/** Orders that go from placed to delivered in a second, where they flow. */
const FLOW = 50;
const ROUNDS = 7;
/** Asked for in a second, and for how long, where times are measured: well under what either can do. */
const [FIXED_RATE, FIXED_MS] = [1000, 2000];
const MANY = String(1_000_000_000);

interface Contender {
  /** Asks for the order at this place. @throws unless it is answered */
  readonly ask: (index: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** `GET /v1/tracking/{orderNumber}` of a tracking process, over a bare Fastify route that sends the same Redis key. */
export const tracking = (): Promise<Row[]> =>
  withStores(async (stores) => {
    const orders = startProcess('test/bench/order-flow.js', [stores.redisUrl, `${ORDERS}`, `${FLOW}`], {}, 'pipe');
    const numbers = JSON.parse((await lineOf(orders, /^\[.*\]$/))[0]) as string[];
    const [bare, ours] = [await startBare(stores, numbers), await startTracking(stores, numbers)];
    const rates = await interleave(ROUNDS, { bare: () => perSecond(bare.ask), ours: () => perSecond(ours.ask) });
    const atFixedRate = () =>
      interleave(ROUNDS, {
        bare: () => openLoop(FIXED_RATE, FIXED_MS, bare.ask),
        ours: () => openLoop(FIXED_RATE, FIXED_MS, ours.ask),
      });
    const alone = await atFixedRate();
    orders.child.kill('SIGUSR2');
    const amongOthers = await atFixedRate();
    await Promise.all([ours.stop(), bare.stop(), orders.stop()]);
    return [
      ...rowsOf('', alone),
      ...rowsOf(`, while ${FLOW} orders a second go through their lives`, amongOthers),
      rateRow('the same, both at full load', 0.8, 'answers/s', rates.ours, rates.bare),
    ];
  });

const rowsOf = (when: string, { ours, bare }: Record<'ours' | 'bare', OpenLoop[]>): Row[] => {
  const each = (name: keyof OpenLoop) => [ours.map((round) => round[name]), bare.map((round) => round[name])] as const;
  const what = `asked for ${FIXED_RATE} a second${when}`;
  return [
    rateRow(`tracking ÷ a bare route on the same key, ${what}`, 0.8, 'answers/s', ...each('perSecond')),
    costRow('the same, p50', 1.5, 'ms', ...each('p50Ms')),
    costRow('the same, p99', 1.5, 'ms', ...each('p99Ms')),
  ];
};

const startTracking = async ({ dataDir, redisUrl }: Stores, numbers: readonly string[]): Promise<Contender> => {
  const port = await findFreePort();
  const process = startProcess('apps/tracking/main.js', [], {
    ...{ TRACKING_PORT: String(port), DATA_DIR: dataDir, REDIS_URL: redisUrl, TRACKING_CALLS_PER_MINUTE: MANY },
  });
  const isReady = answersOk(`http://127.0.0.1:${port}/health/ready`);
  while (!(await isReady())) await delay(50);
  const token = await issueToken(await developmentKey(dataDir), { role: 'customer', customerId: 'customer-1' });
  const http = new KeptAliveHttp(port, { authorization: `Bearer ${token}` });
  return contender(http, '/v1/tracking/', numbers, () => process.stop());
};

const startBare = async ({ redisUrl }: Stores, numbers: readonly string[]): Promise<Contender> => {
  const port = await findFreePort();
  const process = startProcess('test/bench/bare-route.js', [redisUrl, String(port)]);
  const isReady = listens(port);
  while (!(await isReady())) await delay(50);
  return contender(new KeptAliveHttp(port, {}), '/', numbers, () => process.stop());
};

const contender = (
  http: KeptAliveHttp,
  prefix: string,
  numbers: readonly string[],
  end: () => Promise<void>,
): Contender => ({
  ask: async (index) => {
    const path = prefix + numbers[index % numbers.length]!;
    const status = await http.get(path);
    if (status !== 200) throw new Error(`${path} was answered with ${status}`);
  },
  stop: async () => {
    http.close();
    await end();
  },
});
