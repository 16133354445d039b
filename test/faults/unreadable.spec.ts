import { EventCatalog, UnreadableEvent } from '#event-sourcing';
import { EventStoreUnderFault, event, newStream } from './event-store-under-fault.js';

/** Makes bytes that are no JSON of a value, leaving its length as it is. */
const spoil = (request: Buffer, text: string): Buffer => {
  const at = request.indexOf(text);
  if (at < 0) return request;
  const spoiled = Buffer.from(request);
  spoiled.write('!', at);
  return spoiled;
};

describe('An event that is not what we write', () => {
  let faulty: EventStoreUnderFault;
  beforeEach(async () => {
    faulty = await EventStoreUnderFault.start();
  });
  afterEach(() => faulty.close());

  const catalog = new EventCatalog({ Happened: {} });

  it('comes as text where its data is no JSON, with the bare client', async () => {
    const relay = await faulty.relay();
    const stream = newStream();
    relay.rewrite = (request) => spoil(request, '{"note"');
    await faulty.store(relay.url).append(stream, 'no-stream', [event('Happened', { note: 1 })]);
    const datas: unknown[] = [];
    for await (const { event: read } of faulty.bareClient(faulty.url).readStream(stream)) datas.push(read?.data);
    expect(datas).toEqual(['!"note":1}']);
  });

  it.each([
    ['data that is no JSON', '{"note"'],
    ['metadata that is no JSON', '{"$corr'],
  ])('is handed on with %s, and refused by the catalogue; the next one is read', async (_, text) => {
    const relay = await faulty.relay();
    const store = faulty.store(relay.url);
    const stream = newStream();
    relay.rewrite = (request) => spoil(request, text);
    await store.append(stream, 'no-stream', [event('Happened', { note: 1 })]);
    relay.rewrite = (request) => request;
    await store.append(stream, 0, [event('Happened', { note: 2 })]);
    for await (const { events, live } of store.follow({ streamPrefixes: [stream] })) {
      const [bad, good] = events;
      if (!bad || !good) continue;
      expect(() => catalog.read(bad)).toThrow(UnreadableEvent);
      expect(catalog.read(good).data).toEqual({ note: 2 });
      if (live) break;
    }
    expect((await store.read(stream)).map(({ revision }) => revision)).toEqual([0, 1]);
  });

  it('is handed on, and refused by the catalogue, where it is bytes, null or without metadata', async () => {
    const [client, store, stream] = [faulty.bareClient(faulty.url), faulty.store(faulty.url), newStream()];
    await client.appendToStream(stream, [
      {
        contentType: 'application/octet-stream',
        id: event().id,
        type: 'Happened',
        data: Buffer.from([1, 2]),
        metadata: event().metadata as never,
      },
      {
        contentType: 'application/json',
        id: event().id,
        type: 'Happened',
        data: null as never,
        metadata: event().metadata as never,
      },
      { contentType: 'application/json', id: event().id, type: 'Happened', data: {}, metadata: undefined },
    ]);
    const events = await store.read(stream);
    expect(events).toHaveLength(3);
    for (const each of events) expect(() => catalog.read(each)).toThrow(UnreadableEvent);
  });
});
