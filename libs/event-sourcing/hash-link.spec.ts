import fc from 'fast-check';
import { newCommand } from './command-context.js';
import { EventCatalog } from './event-catalog.js';
import { type DomainEvent, type RecordedEvent } from './event.js';
import { GENESIS, isLinkedTo } from './hash-link.js';
import { InMemoryEventStore } from './in-memory-event-store.js';
import { seal } from './seal.js';

type Paid = DomainEvent<'Paid', { readonly amountCents: number; readonly reference: string }>;
const catalog = new EventCatalog<Paid>({ Paid: {} });
const context = newCommand('payment', { commandId: 'debit-1', requestHash: 'body' });

/** Three payments in one stream, as they are read again. */
const payments = async (): Promise<RecordedEvent[]> => {
  const store = new InMemoryEventStore();
  const paid = [100, 200, 300].map((amountCents): Paid => ({ type: 'Paid', data: { amountCents, reference: 'c1' } }));
  await store.append('order-1', 'no-stream', seal(paid, GENESIS, context, catalog));
  return store.read('order-1');
};
const firstBroken = (events: readonly RecordedEvent[]) =>
  events.findIndex((event, index) => !isLinkedTo(events[index - 1]?.metadata.link ?? GENESIS, event));

describe('The log shows tampering (T23, CGV 14)', () => {
  it('and nothing else: what was written is linked', async () => {
    expect(firstBroken(await payments())).toBe(-1);
  });

  const tampered: Record<string, (event: RecordedEvent) => RecordedEvent> = {
    'the amount': (event) => ({ ...event, data: { ...event.data, amountCents: 1 } }),
    'a field added': (event) => ({ ...event, data: { ...event.data, more: 0 } }),
    'a field taken away': (event) => ({ ...event, data: { amountCents: 100 } }),
    'the type': (event) => ({ ...event, type: 'Refunded' }),
    'the id': (event) => ({ ...event, id: crypto.randomUUID() }),
    'the link': (event) => ({ ...event, metadata: { ...event.metadata, link: 'forged' } }),
    'the correlation': (event) => ({ ...event, metadata: { ...event.metadata, $correlationId: 'x' } }),
    'the cause': (event) => ({ ...event, metadata: { ...event.metadata, $causationId: 'x' } }),
    'the command': (event) => ({ ...event, metadata: { ...event.metadata, commandId: 'x' } }),
    'the issuer': (event) => ({ ...event, metadata: { ...event.metadata, issuedBy: 'x' } }),
    'the version': (event) => ({ ...event, metadata: { ...event.metadata, schemaVersion: 2 } }),
    'the request': (event) => ({ ...event, metadata: { ...event.metadata, requestHash: 'x' } }),
  };
  it.each(Object.keys(tampered))('%s changed, in the first event, in another or in the newest', async (what) => {
    for (const index of [0, 1, 2]) {
      const events = await payments();
      events[index] = tampered[what]!(events[index]!);
      expect(firstBroken(events)).toBe(index);
    }
  });

  it('and an event taken out, put in again, or put in another place', async () => {
    const [first, second, third] = (await payments()) as [RecordedEvent, RecordedEvent, RecordedEvent];
    expect(firstBroken([second, third])).toBe(0);
    expect(firstBroken([first, third])).toBe(1);
    expect(firstBroken([first, second, second, third])).toBe(2);
    expect(firstBroken([first, third, second])).toBe(1);
  });

  it('whatever an event carries: its JSON, read and written again, has the same link', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (data, previous) => {
        const [sealed] = seal([{ type: 'Paid', data: data as never }], previous, context, catalog);
        const read = JSON.parse(JSON.stringify(sealed)) as RecordedEvent;
        expect(isLinkedTo(previous, read)).toBe(true);
        expect(isLinkedTo(`${previous}x`, read)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('An event', () => {
  const sealed = (amountCents: number, previous = GENESIS, commandId = 'debit-1') =>
    seal([{ type: 'Paid', data: { amountCents, reference: 'c1' } }], previous, { ...context, commandId }, catalog)[0]!;

  it('has the same id when it is written again, so that the store takes it once', () => {
    expect(sealed(100)).toEqual(sealed(100));
  });
  it('has another id with other content, in another place, or of another command', () => {
    const ids = [sealed(100), sealed(101), sealed(100, 'later'), sealed(100, GENESIS, 'debit-2')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });
});
