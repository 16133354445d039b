import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ANY,
  BACKWARDS,
  END,
  EventStoreDBClient,
  FORWARDS,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  jsonEvent,
  streamNameFilter,
} from '@eventstore/db-client';
import { type EmbeddedEventStore, startEmbeddedEventStore } from './index.js';

const MAIN = new URL('../../dist/infra/embedded-eventstoredb/main.js', import.meta.url).pathname;
const event = (type = 'Happened', data: object = {}) => jsonEvent({ type, data: data as never, metadata: { m: 1 } });
const newStream = (prefix = 'stream') => `${prefix}-${randomUUID()}`;

const collect = async (
  events: AsyncIterable<{ event?: { type: string; revision: bigint } | undefined }>,
): Promise<string[]> => {
  const types: string[] = [];
  for await (const { event: recorded } of events) types.push(recorded!.type);
  return types;
};

describe('The embedded event store, to the unmodified client', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'embedded-'));
  let server: EmbeddedEventStore;
  let client: EventStoreDBClient;
  const start = async () => {
    server = await startEmbeddedEventStore({ dataDir });
    client = EventStoreDBClient.connectionString(server.url);
  };
  const stop = async () => {
    await client.dispose();
    await server.stop();
  };
  const filesHold = (text: string) =>
    readdirSync(dataDir).some((file) => file.endsWith('.mdb') && readFileSync(join(dataDir, file)).includes(text));
  beforeAll(start);
  afterAll(async () => {
    await stop();
    rmSync(dataDir, { recursive: true });
  });

  it('takes an append at each kind of expected revision, and refuses it where it does not hold', async () => {
    const stream = newStream();
    await expect(client.appendToStream(stream, event(), { expectedRevision: STREAM_EXISTS })).rejects.toMatchObject({
      type: 'wrong-expected-version',
    });
    expect((await client.appendToStream(stream, event(), { expectedRevision: NO_STREAM })).nextExpectedRevision).toBe(
      0n,
    );
    await expect(client.appendToStream(stream, event(), { expectedRevision: NO_STREAM })).rejects.toMatchObject({
      type: 'wrong-expected-version',
      actualVersion: 0n,
    });
    expect((await client.appendToStream(stream, event(), { expectedRevision: 0n })).nextExpectedRevision).toBe(1n);
    expect(
      (await client.appendToStream(stream, event(), { expectedRevision: STREAM_EXISTS })).nextExpectedRevision,
    ).toBe(2n);
    expect((await client.appendToStream(stream, event(), { expectedRevision: ANY })).nextExpectedRevision).toBe(3n);
    await expect(client.appendToStream(stream, event(), { expectedRevision: 1n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
    });
  });

  it('takes the per-call append with the same answers as the batch append', async () => {
    const stream = newStream();
    const credentials = { username: 'admin', password: 'changeit' };
    expect(
      (await client.appendToStream(stream, [event('A'), event('B')], { expectedRevision: NO_STREAM, credentials }))
        .nextExpectedRevision,
    ).toBe(1n);
    await expect(
      client.appendToStream(stream, event(), { expectedRevision: NO_STREAM, credentials }),
    ).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 1n });
  });

  it('takes an append in chunks, and refuses one over 1 MiB', async () => {
    const stream = newStream();
    const events = Array.from({ length: 50 }, (_, n) => event('Big', { n, text: 'x'.repeat(10_000) }));
    await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, batchAppendSize: 64 * 1024 });
    expect(await collect(client.readStream(stream))).toHaveLength(50);
    await expect(client.appendToStream(stream, event('Huge', { text: 'x'.repeat(1024 * 1024) }))).rejects.toMatchObject(
      { type: 'maximum-append-size-exceeded' },
    );
  });

  it('reads both ways, from a revision, as many as asked for', async () => {
    const stream = newStream();
    await client.appendToStream(
      stream,
      ['A', 'B', 'C', 'D'].map((type) => event(type)),
    );
    expect(await collect(client.readStream(stream, { fromRevision: 1n, maxCount: 2 }))).toEqual(['B', 'C']);
    expect(await collect(client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))).toEqual([
      'D',
      'C',
      'B',
      'A',
    ]);
    expect(await collect(client.readStream(stream, { direction: BACKWARDS, fromRevision: 1n }))).toEqual(['B', 'A']);
    await expect(collect(client.readStream(newStream()))).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  it('reads the whole log both ways, its position included going forwards', async () => {
    const { position } = await client.appendToStream(newStream(), event('Marked'));
    expect((await collect(client.readAll({ direction: FORWARDS, fromPosition: position! })))[0]).toBe('Marked');
    expect(await collect(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))).toEqual(['Marked']);
  });

  it('keeps what stream metadata say: the newest, or those after a cut', async () => {
    const stream = newStream();
    await client.appendToStream(
      stream,
      ['A', 'B', 'C', 'D'].map((type) => event(type)),
    );
    await client.setStreamMetadata(stream, { maxCount: 2 });
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 2 });
    expect(await collect(client.readStream(stream))).toEqual(['C', 'D']);
    await client.setStreamMetadata(stream, { truncateBefore: 3 });
    expect(await collect(client.readStream(stream))).toEqual(['D']);
  });

  it('forgets a deleted stream, goes on counting when it is begun again, and ends a tombstoned one for good', async () => {
    const [deleted, ended] = [newStream(), newStream()];
    await client.appendToStream(deleted, [event('Old'), event('Old')]);
    await client.deleteStream(deleted);
    await expect(collect(client.readStream(deleted))).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(
      (await client.appendToStream(deleted, event('New'), { expectedRevision: NO_STREAM })).nextExpectedRevision,
    ).toBe(2n);
    expect(await collect(client.readStream(deleted))).toEqual(['New']);
    await client.appendToStream(ended, event());
    await client.tombstoneStream(ended);
    await expect(client.appendToStream(ended, event())).rejects.toMatchObject({ type: 'stream-deleted' });
    await expect(client.deleteStream(deleted, { expectedRevision: 0n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
    });
  });

  it('has nothing left of deleted events in its files once it was scavenged', async () => {
    const [stream, secret] = [newStream(), `secret-${randomUUID()}`];
    await client.appendToStream(
      stream,
      Array.from({ length: 20 }, () => event('Secret', { secret })),
    );
    const kept = newStream();
    await client.appendToStream(kept, event('Kept'));
    expect(filesHold(secret)).toBe(true);
    await client.deleteStream(stream);
    await scavenge(server.port);
    expect(filesHold(secret)).toBe(false);
    expect(await collect(client.readStream(kept))).toEqual(['Kept']);
    await client.appendToStream(kept, event('After'));
    expect(await collect(client.readStream(kept))).toEqual(['Kept', 'After']);
  });

  it('tells a subscriber all from the start, that it has caught up, and what comes; with a filter its checkpoints too', async () => {
    const prefix = newStream('filtered');
    for (let n = 0; n < 3; n++) await client.appendToStream(`${prefix}-${n}`, event(`E${n}`));
    const types: string[] = [];
    let [caughtUp, checkpoints] = [0, 0];
    const filter = streamNameFilter({
      prefixes: [prefix],
      checkpointInterval: 1,
      checkpointReached: () => {
        checkpoints++;
        return Promise.resolve();
      },
    });
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    await new Promise<void>((resolve) => {
      subscription.on('data', (resolved) => {
        types.push(resolved.event!.type);
        if (types.length === 4) resolve();
      });
      subscription.on('caughtUp', () => {
        caughtUp++;
        void client.appendToStream(`${prefix}-live`, event('Live'));
      });
    });
    await subscription.unsubscribe();
    expect(types).toEqual(['E0', 'E1', 'E2', 'Live']);
    expect(caughtUp).toBe(1);
    expect(checkpoints).toBeGreaterThan(0);
  });

  it('starts subscriptions after their position: of the log, and of a stream', async () => {
    const stream = newStream();
    await client.appendToStream(stream, [event('A'), event('B'), event('C')]);
    const first = async (subscription: ReturnType<EventStoreDBClient['subscribeToStream']>) => {
      const [{ event: recorded }] = (await once(subscription, 'data')) as [{ event: { type: string } }];
      await subscription.unsubscribe();
      return recorded.type;
    };
    expect(await first(client.subscribeToStream(stream, { fromRevision: 0n }))).toBe('B');
    expect(await first(client.subscribeToStream(stream, { fromRevision: START }))).toBe('A');
  });

  it('says that it does not do what is out of its scope', async () => {
    await expect(client.listProjections()).rejects.toMatchObject({
      type: expect.stringMatching(/unsupported|unknown|unavailable/),
    });
  });

  it('keeps a second server off its folder, and has everything after a restart', async () => {
    const stream = newStream();
    await client.appendToStream(stream, [event('A'), event('B')]);
    await expect(startEmbeddedEventStore({ dataDir })).rejects.toThrow(/in use/);
    await stop();
    await start();
    expect(await collect(client.readStream(stream))).toEqual(['A', 'B']);
    expect((await client.appendToStream(stream, event('C'), { expectedRevision: 1n })).nextExpectedRevision).toBe(2n);
  });
});

describe('The embedded event store, killed', () => {
  it('has every event that it acknowledged, each at its place', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'embedded-killed-'));
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const { child, url } = await spawnServer(dataDir);
      const client = EventStoreDBClient.connectionString(url);
      let running = true;
      const lane = async () => {
        while (running) {
          const stream = newStream();
          await client.appendToStream(stream, [event('A'), event('B')], { expectedRevision: NO_STREAM }).then(
            () => acknowledged.push(stream),
            () => undefined,
          );
        }
      };
      const lanes = Array.from({ length: 64 }, lane);
      while (acknowledged.length < 150 * (round + 1)) await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
      await once(child, 'exit');
      running = false;
      await Promise.race([Promise.all(lanes), new Promise((resolve) => setTimeout(resolve, 500))]);
      await client.dispose();
    }
    const server = await startEmbeddedEventStore({ dataDir });
    const client = EventStoreDBClient.connectionString(server.url);
    for (const stream of acknowledged) expect(await collect(client.readStream(stream))).toEqual(['A', 'B']);
    await client.dispose();
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }, 60_000);
});

const spawnServer = async (dataDir: string): Promise<{ child: ChildProcess; url: string }> => {
  const child = spawn(process.execPath, [MAIN, '--data', dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim().split(' ').at(-1)! };
};

/** The client has no call for it: the protocol's own. */
const scavenge = async (port: number): Promise<void> => {
  const { Client, credentials } = await import('@grpc/grpc-js');
  const grpc = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const asIs = (bytes: Buffer) => bytes;
  await new Promise<void>((resolve, reject) =>
    grpc.makeUnaryRequest(
      '/event_store.client.operations.Operations/StartScavenge',
      asIs,
      asIs,
      Buffer.alloc(0),
      (error) => (error ? reject(error) : resolve()),
    ),
  );
  grpc.close();
};
