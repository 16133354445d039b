import { jest } from '@jest/globals';
import { newCommand } from './command-context.js';
import { CommandHandler } from './command-handler.js';
import { IdempotencyKeyReused, PreconditionFailed, RevisionConflict, RuleRefused, Unavailable } from './errors.js';
import { EventCatalog } from './event-catalog.js';
import { type DomainEvent } from './event.js';
import { type EventStore } from './event-store.port.js';
import { GENESIS, isLinkedTo } from './hash-link.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

type Opened = DomainEvent<'Opened', { readonly by: string }>;
interface Open {
  readonly id: string;
  readonly by: string;
}

const handlerOn = (store: InMemoryEventStore) =>
  new CommandHandler<string, Open, Opened>({
    store,
    decider: {
      initialState: '',
      decide: ({ by }) => [{ type: 'Opened', data: { by } }],
      evolve: (_, { data }) => data.by,
    },
    catalog: new EventCatalog<Opened>({ Opened: {} }),
    streamOf: ({ id }) => `thing-${id}`,
    opensStream: () => true,
  });

describe('A command that opens a stream, under an Idempotency-Key', () => {
  const request = (requestHash: string) => newCommand('someone', { commandId: 'the-key', requestHash });

  it('is written without reading', async () => {
    const store = new InMemoryEventStore();
    const read = jest.spyOn(store, 'read');
    await handlerOn(store).handle({ id: '1', by: 'Ada' }, request('a'));
    expect(read).not.toHaveBeenCalled();
  });

  it('is answered as the first time when it comes again', async () => {
    const store = new InMemoryEventStore();
    await handlerOn(store).handle({ id: '1', by: 'Ada' }, request('a'));
    const again = await handlerOn(store).handle({ id: '1', by: 'decided anew' }, request('a'));
    expect(again).toEqual({ state: 'Ada', revision: 0, events: [] });
    expect(await store.read('thing-1')).toHaveLength(1);
  });

  it('is refused when another body comes under its key', async () => {
    const store = new InMemoryEventStore();
    await handlerOn(store).handle({ id: '1', by: 'Ada' }, request('a'));
    const other = handlerOn(store).handle({ id: '1', by: 'Eve' }, request('b'));
    await expect(other).rejects.toThrow(IdempotencyKeyReused);
  });
});

type SeatEvent = DomainEvent<'SeatTaken', { readonly by: string; readonly at: string }> | DomainEvent<'SeatLeft'>;
interface SeatCommand {
  readonly by: string;
  readonly leave?: true;
  readonly at?: string;
}
const taken = new RuleRefused({ rule: 'T00', code: 'SEAT_TAKEN', article: 'none', message: 'somebody sits there' });

/** A seat for one: taken again by who sits there, nothing happens; taken by another, it is refused. */
const seatsOn = (store: EventStore, cachedStreams = 10, maxTries = 10) =>
  new CommandHandler<string, SeatCommand, SeatEvent>({
    store,
    decider: {
      initialState: 'nobody',
      decide: ({ by, leave, at = '' }, sitting) => {
        if (leave) return sitting === by ? [{ type: 'SeatLeft', data: {} }] : [];
        if (sitting !== by && sitting !== 'nobody') throw taken;
        return sitting === by ? [] : [{ type: 'SeatTaken', data: { by, at } }];
      },
      evolve: (_, event) => (event.type === 'SeatTaken' ? event.data.by : 'nobody'),
    },
    catalog: new EventCatalog<SeatEvent>({ SeatTaken: {}, SeatLeft: {} }),
    streamOf: () => 'seat',
    cachedStreams,
    maxTries,
  });
const chainHolds = async (store: EventStore) => {
  const events = await store.read('seat');
  return events.every((event, index) => isLinkedTo(events[index - 1]?.metadata.link ?? GENESIS, event));
};
const command = () => newCommand('someone');
/** The store, where something is written just before each of the first appends. */
const overtaken = (store: InMemoryEventStore, times: number, write: () => Promise<unknown>): EventStore =>
  Object.assign(Object.create(store) as EventStore, {
    append: async (...what: Parameters<EventStore['append']>) => {
      if (times-- > 0) await write();
      return store.append(...what);
    },
  });

describe('A command on a stream that moves on', () => {
  it('is decided anew on what the stream has become', async () => {
    const store = new InMemoryEventStore();
    const others = seatsOn(store);
    const slow = seatsOn(overtaken(store, 1, () => others.handle({ by: 'Eve' }, command())));
    await expect(slow.handle({ by: 'Ada' }, command())).rejects.toThrow(taken);
    expect(await store.read('seat')).toHaveLength(1);
  });

  it('is tried again until it is written, and the chain of hashes holds (T23)', async () => {
    const store = new InMemoryEventStore();
    const others = seatsOn(store);
    const comeAndGo = async () => {
      await others.handle({ by: 'Eve' }, command());
      await others.handle({ by: 'Eve', leave: true }, command());
    };
    const outcome = await seatsOn(overtaken(store, 3, comeAndGo)).handle({ by: 'Ada' }, command());
    expect(outcome).toMatchObject({ state: 'Ada', revision: 6, events: [{ type: 'SeatTaken' }] });
    expect(await chainHolds(store)).toBe(true);
  });

  it('is given up after its last try', async () => {
    const store = new InMemoryEventStore();
    const away: EventStore = Object.assign(Object.create(store) as EventStore, {
      append: () => Promise.reject(new RevisionConflict('seat', 0)),
    });
    const append = jest.spyOn(away, 'append');
    await expect(seatsOn(away, 0, 3).handle({ by: 'Ada' }, command())).rejects.toThrow(RevisionConflict);
    expect(append).toHaveBeenCalledTimes(3);
  });

  it('is not tried again where the store is away', async () => {
    const away: EventStore = Object.assign(Object.create(new InMemoryEventStore()) as EventStore, {
      append: () => Promise.reject(new Unavailable('event store', 'gone')),
    });
    const append = jest.spyOn(away, 'append');
    await expect(seatsOn(away).handle({ by: 'Ada' }, command())).rejects.toThrow(Unavailable);
    expect(append).toHaveBeenCalledTimes(1);
  });
});

describe('A state that is kept', () => {
  /** A handler that has seen Ada take the seat, and has not seen what others did since. */
  const behind = async (...since: SeatCommand[]) => {
    const store = new InMemoryEventStore();
    const [keeper, others] = [seatsOn(store), seatsOn(store)];
    await keeper.handle({ by: 'Ada' }, command());
    for (const each of since) await others.handle(each, command());
    return { store, keeper };
  };

  it('saves the read before an append', async () => {
    const { store, keeper } = await behind();
    const read = jest.spyOn(store, 'read');
    await keeper.handle({ by: 'Ada', leave: true }, command());
    expect(read).not.toHaveBeenCalled();
  });

  it('refuses nothing that the stream allows by now', async () => {
    const { keeper } = await behind({ by: 'Ada', leave: true });
    expect(await keeper.handle({ by: 'Eve' }, command())).toMatchObject({ state: 'Eve', revision: 2 });
  });

  it('takes nothing for done that was undone meanwhile', async () => {
    const { keeper } = await behind({ by: 'Ada', leave: true });
    expect((await keeper.handle({ by: 'Ada' }, command())).events).toHaveLength(1);
  });

  it('allows nothing that the stream refuses by now, and repeats nothing that was done meanwhile', async () => {
    const { store, keeper } = await behind({ by: 'Ada', leave: true }, { by: 'Eve' });
    await expect(keeper.handle({ by: 'Ada' }, command())).rejects.toThrow(taken);
    const again = await behind({ by: 'Ada', leave: true });
    const left = await again.keeper.handle({ by: 'Ada', leave: true }, command());
    expect(left).toEqual({ state: 'nobody', revision: 1, events: [] });
    expect(await chainHolds(store)).toBe(true);
  });
});

describe('One command that two processes obey at once, by different clocks', () => {
  it.each([[0], [10]])('leads to one event and one answer (streams kept: %d)', async (cachedStreams) => {
    const store = new InMemoryEventStore();
    const handlers = [seatsOn(store, cachedStreams), seatsOn(store, cachedStreams)] as const;
    for (const each of handlers) await each.load('seat');
    const one = newCommand('someone', { commandId: 'one' });
    const outcomes = await Promise.all([
      handlers[0].handle({ by: 'Ada', at: '09:00:00.000' }, one),
      handlers[1].handle({ by: 'Ada', at: '09:00:00.001' }, one),
    ]);
    const events = await store.read('seat');
    expect(events).toHaveLength(1);
    expect(outcomes.map(({ state, revision }) => [state, revision])).toEqual([
      ['Ada', 0],
      ['Ada', 0],
    ]);
    for (const each of handlers)
      expect(await each.load('seat')).toEqual({ state: 'Ada', revision: 0, link: events[0]!.metadata.link });
    await handlers[1].handle({ by: 'Ada', leave: true }, command());
    await handlers[0].handle({ by: 'Eve' }, command());
    expect(await chainHolds(store)).toBe(true);
  });
});

describe('A request under an Idempotency-Key', () => {
  const request = (requestHash: string) => newCommand('someone', { commandId: 'the-key', requestHash });
  const obeyedLongAgo = async () => {
    const store = new InMemoryEventStore();
    const seats = seatsOn(store);
    const first = await seats.handle({ by: 'Ada' }, request('a'));
    await seats.handle({ by: 'Ada', leave: true }, command());
    await seats.handle({ by: 'Eve' }, command());
    return { store, seats, first };
  };

  it('says the first time what it appended, and reads the stream no more than it must', async () => {
    const store = new InMemoryEventStore();
    const read = jest.spyOn(store, 'read');
    const outcome = await seatsOn(store).handle({ by: 'Ada' }, request('a'));
    expect(outcome).toMatchObject({ state: 'Ada', revision: 0, events: [{ type: 'SeatTaken' }] });
    // Was it obeyed before? What has the stream become?
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is answered later as it was then, by any process, though the stream has moved on', async () => {
    const { store, seats, first } = await obeyedLongAgo();
    const answer = { state: first.state, revision: first.revision, events: [] };
    expect(await seats.handle({ by: 'Ada' }, request('a'))).toEqual(answer);
    expect(await seatsOn(store, 0).handle({ by: 'Ada' }, request('a'))).toEqual(answer);
    expect(await store.read('seat')).toHaveLength(3);
  });

  it('is refused with another body, whether or not the command would be', async () => {
    const { store, seats } = await obeyedLongAgo();
    await expect(seats.handle({ by: 'Eve', leave: true }, request('b'))).rejects.toThrow(IdempotencyKeyReused);
    await expect(seats.handle({ by: 'Ada' }, request('b'))).rejects.toThrow(IdempotencyKeyReused);
    expect(await store.read('seat')).toHaveLength(3);
  });

  it('is written once when it comes twice at the same time', async () => {
    const store = new InMemoryEventStore();
    const [one, other] = [seatsOn(store), seatsOn(store)];
    const requests = [
      one.handle({ by: 'Ada', at: '1' }, request('a')),
      other.handle({ by: 'Ada', at: '2' }, request('a')),
    ];
    for (const { state, revision } of await Promise.all(requests)) expect([state, revision]).toEqual(['Ada', 0]);
    expect(await store.read('seat')).toHaveLength(1);
  });
});

describe('A command under If-Match', () => {
  const seenAt = (expectedRevision: number) => newCommand('someone', { expectedRevision });

  it('is obeyed at the revision its caller saw', async () => {
    const seats = seatsOn(new InMemoryEventStore());
    await seats.handle({ by: 'Ada' }, command());
    expect((await seats.handle({ by: 'Ada', leave: true }, seenAt(0))).revision).toBe(1);
  });

  it('fails at any other, before anything is decided', async () => {
    const store = new InMemoryEventStore();
    const seats = seatsOn(store);
    await seats.handle({ by: 'Ada' }, command());
    await seatsOn(store).handle({ by: 'Ada', leave: true }, command());
    await expect(seats.handle({ by: 'Ada', leave: true }, seenAt(0))).rejects.toThrow(PreconditionFailed);
    await expect(seats.handle({ by: 'Ada' }, seenAt(2))).rejects.toThrow(PreconditionFailed);
    expect(await store.read('seat')).toHaveLength(2);
  });

  it('fails when the stream moves on while it is obeyed', async () => {
    const store = new InMemoryEventStore();
    const others = seatsOn(store);
    await others.handle({ by: 'Ada' }, command());
    const comeBack = async () => {
      await others.handle({ by: 'Ada', leave: true }, command());
      await others.handle({ by: 'Ada' }, command());
    };
    const seats = seatsOn(overtaken(store, 1, comeBack));
    await expect(seats.handle({ by: 'Ada', leave: true }, seenAt(0))).rejects.toThrow(PreconditionFailed);
    expect(await store.read('seat')).toHaveLength(3);
  });
});
