import { status } from '@grpc/grpc-js';
import { Unavailable } from '#event-sourcing';
import { EventStoreUnderFault, event, newStream } from './event-store-under-fault.js';

describe('A read under fault', () => {
  let faulty: EventStoreUnderFault;
  const stream = newStream();
  beforeEach(async () => {
    faulty = await EventStoreUnderFault.start();
    await faulty.store(faulty.url).append(stream, 'no-stream', [event('A'), event('B')]);
  });
  afterEach(() => faulty.close());

  it('looks complete when its client is disposed, with the bare client', async () => {
    const relay = await faulty.relay();
    const client = faulty.bareClient(relay.url);
    const held = relay.holdAnswers('Read');
    const reading = (async () => {
      let count = 0;
      for await (const _ of client.readStream(stream)) count++;
      return count;
    })();
    await held;
    await client.dispose();
    expect(await reading).toBe(0);
  });

  it('is refused where the store is closed before its end', async () => {
    const relay = await faulty.relay();
    const store = faulty.store(relay.url);
    const held = relay.holdAnswers('Read');
    const reading = expect(store.read(stream)).rejects.toThrow(Unavailable);
    await held;
    await store.close();
    await reading;
  });

  it('is made once more where its call breaks', async () => {
    const relay = await faulty.relay();
    const store = faulty.store(relay.url);
    const held = relay.holdAnswers('Read');
    const reading = store.read(stream);
    await held;
    relay.failCalls('Read', status.UNAVAILABLE, 'gone');
    relay.releaseAnswers();
    expect((await reading).map(({ type }) => type)).toEqual(['A', 'B']);
  });
});
