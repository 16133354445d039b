import { status } from '@grpc/grpc-js';
import { streamNameFilter } from '@eventstore/db-client';
import { type EventStore, type LogPage } from '#event-sourcing';
import {
  EventStoreUnderFault,
  bareAppend,
  event,
  newStream,
  runBareClient,
  stateAfter,
  until,
} from './event-store-under-fault.js';

/** What a follower has received, until it is told to stop. */
const followInto = (types: string[], store: EventStore, onPage: (page: LogPage) => void = () => undefined) => {
  const abort = new AbortController();
  const following = (async () => {
    for await (const page of store.follow({ streamPrefixes: ['fault-'], pageSize: 7, signal: abort.signal })) {
      types.push(...page.events.map(({ type }) => type));
      onPage(page);
    }
  })();
  return {
    stop: () => {
      abort.abort();
      return following;
    },
  };
};

const numbers = (count: number) => Array.from({ length: count }, (_, n) => String(n));

describe('A subscription under fault', () => {
  let faulty: EventStoreUnderFault;
  beforeEach(async () => {
    faulty = await EventStoreUnderFault.start();
  });
  afterEach(() => faulty.close());

  const bareSubscription = (url: string) => {
    const told: string[] = [];
    const subscription = faulty
      .bareClient(url)
      .subscribeToAll({ filter: streamNameFilter({ prefixes: ['fault-'] }) })
      .on('caughtUp', () => void told.push('caught up'))
      .on('error', () => void told.push('error'))
      .on('end', () => void told.push('end'));
    return { told, received: new Promise((resolve) => subscription.on('data', resolve)) };
  };

  it('stalls in silence after a throw in checkpointReached, with the bare client', async () => {
    const { output } = await runBareClient('checkpoint-throws', faulty.port);
    expect(output).toContain('told of nothing; 0 of 1 events received after the throw');
  });

  it('goes on, through the adapter, after its reader threw, from the page it had', async () => {
    const store = faulty.store(faulty.url);
    for (const type of numbers(5)) await store.append(newStream(), 'no-stream', [event(type)]);
    const types: string[] = [];
    const read = async (after?: LogPage['through']) => {
      for await (const page of store.follow({ pageSize: 2, ...(after && { after }) })) {
        types.push(...page.events.map(({ type }) => type));
        if (types.length === 5) return undefined;
        throw Object.assign(new Error('a fault of the reader'), { through: page.through });
      }
      return undefined;
    };
    let thrown = await read().catch((error: { through: LogPage['through'] }) => error);
    while (thrown) thrown = await read(thrown.through).catch((error: { through: LogPage['through'] }) => error);
    expect(types).toEqual(numbers(5));
  });

  it('ends without an error where the server ends it, and is not taken up again, with the bare client', async () => {
    const relay = await faulty.relay();
    const { told, received } = bareSubscription(relay.url);
    await until(() => told.includes('caught up'));
    relay.endCalls('Read');
    await until(() => told.includes('end'));
    await bareAppend(faulty.bareClient(faulty.url));
    expect(await stateAfter(300, received)).toBe('pending');
    expect(told).not.toContain('error');
  });

  it('is taken up again by the adapter after every kind of drop: each event once, in order', async () => {
    const relay = await faulty.relay();
    const [store, writer] = [faulty.store(relay.url), faulty.store(faulty.url)];
    const drops = [
      () => relay.endCalls('Read'),
      () => relay.failCalls('Read', status.UNAVAILABLE, 'gone'),
      () => relay.failCalls('Read', status.CANCELLED, 'cancelled by the server'),
      () => relay.failCalls('Read', status.UNKNOWN, 'whatever'),
    ];
    const types: string[] = [];
    const follower = followInto(types, store);
    for (const [n, type] of numbers(120).entries()) {
      await writer.append(newStream(), 'no-stream', [event(type)]);
      if (n % 15 === 14) {
        await until(() => relay.openCalls('Read') > 0);
        drops[((n / 15) % drops.length) | 0]!();
      }
    }
    await until(() => types.length >= 120);
    await follower.stop();
    expect(types).toEqual(numbers(120));
  });

  it('goes on over restarts of the server', async () => {
    const store = faulty.store(faulty.url, { maxTries: 20 });
    const types: string[] = [];
    const follower = followInto(types, store);
    for (const [n, type] of numbers(30).entries()) {
      await store.append(newStream(), 'no-stream', [event(type)]);
      if (n % 10 !== 9) continue;
      await faulty.stopServer();
      await faulty.startServer();
    }
    await until(() => types.length >= 30);
    await follower.stop();
    expect(types).toEqual(numbers(30));
  });

  it.each([
    ['live', 1],
    ['catching up', 0],
  ])('that went silent while %s is found out by the watchdog', async (_, liveFirst) => {
    const relay = await faulty.relay();
    const [store, writer] = [faulty.store(relay.url, { watchdogMs: 50 }), faulty.store(faulty.url)];
    const types: string[] = [];
    let isLive = false;
    if (!liveFirst) void relay.holdAnswers('Read');
    const follower = followInto(types, store, ({ live }) => (isLive ||= live));
    await until(() => (liveFirst ? isLive : relay.openCalls('Read') > 0));
    relay.muteCalls('Read');
    relay.releaseAnswers();
    await writer.append(newStream(), 'no-stream', [event('0')]);
    await until(() => types.length > 0);
    await follower.stop();
    expect(types).toEqual(['0']);
  });

  it('is left alone by the watchdog where nothing was missed', async () => {
    const relay = await faulty.relay();
    const warnings: string[] = [];
    const logger = { warn: (_: object, message: string) => void warnings.push(message) };
    const store = faulty.store(relay.url, { watchdogMs: 10, logger });
    await store.append('other-1', 'no-stream', [event()]);
    let probes = 0;
    const follower = followInto([], store);
    relay.rewrite = (request) => {
      probes++;
      return request;
    };
    await until(() => probes > 5);
    await follower.stop();
    expect(warnings).toEqual([]);
  });

  it('takes no more from the server than its reader keeps up with', async () => {
    const relay = await faulty.relay();
    const [store, writer, stream] = [faulty.store(relay.url), faulty.store(faulty.url), newStream()];
    for (let first = 0; first < 3000; first += 500) {
      const events = numbers(500).map((n) => event(String(first + Number(n)), { padding: 'x'.repeat(1000) }));
      await writer.append(stream, first === 0 ? 'no-stream' : first - 1, events);
    }
    const types: string[] = [];
    for await (const page of store.follow({ streamPrefixes: ['fault-'], pageSize: 7 })) {
      expect(page.events.length).toBeLessThanOrEqual(7);
      if (types.length === 0) await stateAfter(300, new Promise(() => undefined));
      if (types.length === 0) expect(relay.answers).toBeLessThan(1000);
      types.push(...page.events.map(({ type }) => type));
      if (page.live) break;
    }
    expect(types).toEqual(numbers(3000));
  });

  it('ends when the store is closed', async () => {
    const store = faulty.store(faulty.url);
    let closing: Promise<void> | undefined;
    for await (const { live } of store.follow()) if (live) closing = store.close();
    await closing;
    await expect(store.read('any')).rejects.toThrow('closed');
  });
});
