import { status } from '@grpc/grpc-js';
import { jsonEvent } from '@eventstore/db-client';
import { RevisionConflict, Unavailable } from '#event-sourcing';
import {
  EventStoreUnderFault,
  bareAppend,
  event,
  newStream,
  runBareClient,
  stateAfter,
} from './event-store-under-fault.js';

describe('Appends under fault', () => {
  let faulty: EventStoreUnderFault;
  beforeEach(async () => {
    faulty = await EventStoreUnderFault.start();
  });
  afterEach(() => faulty.close());

  describe('an error of one client', () => {
    it('rejects the appends of another and ends the process, with the bare client', async () => {
      const { code, output } = await runBareClient('shared-bank', faulty.port);
      expect(output).toContain('the append of B was rejected: 2 UNKNOWN: a fault of A');
      expect(output).toContain('promiseBank.get(resultingId);');
      expect(output).toContain('TypeError: undefined is not iterable');
      expect(output).not.toContain('survived');
      expect(code).not.toBe(0);
    });

    it('does not reach the appends of another through the adapter', async () => {
      const [relayA, relayB] = [await faulty.relay(), await faulty.relay()];
      const [a, b] = [faulty.store(relayA.url), faulty.store(relayB.url)];
      await Promise.all([a, b].map((store) => store.append(newStream(), 'no-stream', [event()])));
      const held = relayB.holdAnswers();
      const appending = b.append(newStream(), 'no-stream', [event()]);
      await held;
      relayA.failCalls('BatchAppend', status.UNKNOWN, 'a fault of A');
      expect(await stateAfter(50, appending)).toBe('pending');
      relayB.releaseAnswers();
      expect((await appending).revision).toBe(0);
    });
  });

  describe('an answer that does not come', () => {
    it('is waited for without end, with the bare client', async () => {
      const relay = await faulty.relay();
      const client = faulty.bareClient(relay.url);
      await bareAppend(client);
      const held = relay.holdAnswers();
      const append = client.appendToStream(newStream(), jsonEvent({ type: 'Happened', data: {} }), { deadline: 100 });
      await held;
      expect(await stateAfter(1000, append)).toBe('pending');
    });

    it('is found by reading, through the adapter, and a late one does no harm', async () => {
      const relay = await faulty.relay();
      const store = faulty.store(relay.url, { deadlineMs: 300 });
      const [stream, events] = [newStream(), [event('A'), event('B')]];
      await store.append(newStream(), 'no-stream', [event()]);
      void relay.holdAnswers('BatchAppend');
      const { revision, position } = await store.append(stream, 'no-stream', events);
      relay.releaseAnswers();
      const there = await store.read(stream);
      expect(there.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
      expect({ revision, position }).toEqual({ revision: 1, position: there[1]!.position });
    });

    it('is called unavailable where the store cannot be read either', async () => {
      const relay = await faulty.relay();
      const store = faulty.store(relay.url, { deadlineMs: 200 });
      await store.append(newStream(), 'no-stream', [event()]);
      void relay.holdAnswers();
      await expect(store.append(newStream(), 'no-stream', [event()])).rejects.toThrow(Unavailable);
      await expect(store.read(newStream())).rejects.toThrow(Unavailable);
      relay.releaseAnswers();
      await store.append(newStream(), 'no-stream', [event()]);
    });
  });

  it('are appended again with the same ids where they did not arrive', async () => {
    const relay = await faulty.relay();
    const store = faulty.store(relay.url);
    const stream = newStream();
    await store.append(stream, 'no-stream', [event()]);
    relay.rewrite = (request) => {
      relay.rewrite = (bytes) => bytes;
      relay.failCalls('BatchAppend', status.UNAVAILABLE, 'lost on the way');
      return request.subarray(0, 0);
    };
    expect((await store.append(stream, 0, [event('Again')])).revision).toBe(1);
    expect((await store.read(stream)).map(({ type }) => type)).toEqual(['Happened', 'Again']);
  });

  it('are a conflict where someone else came first while the answer was lost', async () => {
    const relay = await faulty.relay();
    const [store, other] = [faulty.store(relay.url), faulty.store(faulty.url)];
    const stream = newStream();
    await store.append(stream, 'no-stream', [event()]);
    const theirs = other.append(stream, 0, [event('Theirs')]);
    await theirs;
    relay.rewrite = (request) => {
      relay.rewrite = (bytes) => bytes;
      relay.failCalls('BatchAppend', status.UNAVAILABLE, 'lost on the way');
      return request.subarray(0, 0);
    };
    await expect(store.append(stream, 0, [event('Ours')])).rejects.toThrow(RevisionConflict);
    expect((await store.read(stream)).map(({ type }) => type)).toEqual(['Happened', 'Theirs']);
  });

  it('all come to an end, each event there exactly once, over many broken calls', async () => {
    const relay = await faulty.relay();
    const store = faulty.store(relay.url, { maxTries: 20 });
    const streams = Array.from({ length: 64 }, () => newStream());
    let done = 0;
    const lane = async (stream: string) => {
      for (let revision = -1; revision < 9; revision++) {
        await store.append(stream, revision < 0 ? 'no-stream' : revision, [event()]);
        if (++done % 70 === 0) relay.failCalls('BatchAppend', status.UNAVAILABLE, 'broken');
      }
    };
    await Promise.all(streams.map(lane));
    for (const stream of streams)
      expect((await store.read(stream)).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are taken again soon after the server has come back', async () => {
    const store = faulty.store(faulty.url, { maxTries: 1 });
    await store.append(newStream(), 'no-stream', [event()]);
    await faulty.stopServer();
    await expect(store.append(newStream(), 'no-stream', [event()])).rejects.toThrow(Unavailable);
    await expect(store.read(newStream())).rejects.toThrow(Unavailable);
    await faulty.startServer();
    await store.append(newStream(), 'no-stream', [event()]);
  });
});
