import { jest } from '@jest/globals';
import { newCommand } from './command-context.js';
import { CommandHandler } from './command-handler.js';
import { IdempotencyKeyReused } from './errors.js';
import { EventCatalog } from './event-catalog.js';
import { type DomainEvent } from './event.js';
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
