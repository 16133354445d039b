import { Unavailable } from '#event-sourcing';
import { EventStoreUnderFault, bareAppend, event, newStream } from './event-store-under-fault.js';

describe('A discovery that failed', () => {
  let faulty: EventStoreUnderFault;
  let clusterUrl: string;
  beforeEach(async () => {
    faulty = await EventStoreUnderFault.start();
    const node = `127.0.0.1:${faulty.port}`;
    clusterUrl = `esdb://${node},${node}?tls=false&maxDiscoverAttempts=1&discoveryInterval=1`;
    await faulty.stopServer();
  });
  afterEach(() => faulty.close());

  it('is remembered for ever by the bare client', async () => {
    const client = faulty.bareClient(clusterUrl);
    await expect(bareAppend(client)).rejects.toThrow('Failed to discover');
    await faulty.startServer();
    await expect(bareAppend(client)).rejects.toThrow('Failed to discover');
  });

  it('is made again by the adapter, on a new client', async () => {
    const store = faulty.store(clusterUrl, { maxTries: 1 });
    await expect(store.append(newStream(), 'no-stream', [event()])).rejects.toThrow(Unavailable);
    await expect(store.read(newStream())).rejects.toThrow(Unavailable);
    await faulty.startServer();
    const stream = newStream();
    await store.append(stream, 'no-stream', [event()]);
    expect(await store.read(stream)).toHaveLength(1);
  });

  it('does not end a follower that began before there was a server', async () => {
    const store = faulty.store(clusterUrl);
    const abort = new AbortController();
    const following = (async () => {
      for await (const { live } of store.follow({ signal: abort.signal })) if (live) return true;
      return false;
    })();
    await faulty.startServer();
    expect(await following).toBe(true);
  });
});
