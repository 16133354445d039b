import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Simulator } from './simulator-process.js';

/** What one spec starts, and the folder it starts it in: all gone after `end`. */
export class SimulatorsUnderTest {
  private readonly root = mkdtempSync(join(tmpdir(), 'complet-simulators-'));
  private readonly started: { stop(): Promise<unknown> }[] = [];
  private folders = 0;

  folder(): string {
    return join(this.root, String(++this.folders));
  }

  async run<Started extends { stop(): Promise<unknown> } = Simulator>(starting: Promise<Started>): Promise<Started> {
    const started = await starting;
    this.started.push(started);
    return started;
  }

  async end(): Promise<void> {
    await Promise.all(this.started.map((each) => each.stop()));
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The fields that tests look into, of whatever answer has them. */
interface Said {
  readonly authorisationId: string;
  readonly captureId: string;
  readonly reason: string;
  readonly response: unknown;
  readonly authorisations: number;
  readonly captures: number;
}

export interface Reply<Body = Said> {
  readonly status: number;
  readonly body: Body;
}

/** One request, with a JSON body and an `Idempotency-Key` if given. */
export const call = async <Body = Said>(
  method: string,
  url: string,
  body?: object,
  key?: string,
): Promise<Reply<Body>> => {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
};

/** What a list answers. */
export const itemsAt = async <Item>(url: string): Promise<readonly Item[]> =>
  (await call<{ readonly items: readonly Item[] }>('GET', url)).body.items;

/** Resolves when the condition holds. @throws if it does not within 10 s */
export const eventually = async <Value>(
  ask: () => Value | Promise<Value>,
  holds: (value: Value) => boolean,
): Promise<Value> => {
  for (const deadline = performance.now() + 10_000; ;) {
    const value = await ask();
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new Error(`not within 10 s: ${JSON.stringify(value)}`);
    await delay(10);
  }
};
