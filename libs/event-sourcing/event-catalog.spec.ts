import { UnreadableEvent } from './errors.js';
import { EventCatalog } from './event-catalog.js';
import { type DomainEvent, type RecordedEvent } from './event.js';

type Priced = DomainEvent<'Priced', { readonly amountCents: number; readonly currency: string }>;
type Named = DomainEvent<'Named', { readonly name: string }>;

/** A price was once `amount` in euros, then `amountCents`, and names its currency today. */
const catalog = new EventCatalog<Priced | Named>({
  Priced: {
    upcasters: [
      (data) => ({ amountCents: (data as { amount: number }).amount * 100 }),
      (data) => ({ ...data, currency: 'EUR' }),
    ],
  },
  Named: {},
});
const stored = (type: string, schemaVersion: number, data: unknown): RecordedEvent =>
  ({ type, data, stream: 'thing-1', revision: 3, metadata: { schemaVersion } }) as unknown as RecordedEvent;

describe('An event', () => {
  it.each([
    [1, { amount: 12 }],
    [2, { amountCents: 1200 }],
    [3, { amountCents: 1200, currency: 'EUR' }],
  ])('stored in version %d is read as it would be written today', (version, data) => {
    expect(catalog.read(stored('Priced', version, data)).data).toEqual({ amountCents: 1200, currency: 'EUR' });
  });

  it('is written in the version of today', () => {
    expect(catalog.currentVersion('Priced')).toBe(3);
    expect(catalog.currentVersion('Named')).toBe(1);
  });

  it('keeps everything but its data when it is read in a newer version', () => {
    const old = stored('Priced', 1, { amount: 12 });
    expect({ ...catalog.read(old), data: old.data }).toEqual(old);
    expect(old.data).toEqual({ amount: 12 });
  });

  it.each([
    ['of a type unknown here', stored('Renamed', 1, {}), /Renamed at thing-1@3 has a type unknown here/],
    ['named like what every object has', stored('constructor', 1, {}), /unknown/],
    ['of a version newer than this program', stored('Named', 2, {}), /Named at thing-1@3 has version 2.*knows 1 to 1/],
    ['of version 0', stored('Named', 0, {}), /version 0/],
    ['of no version', stored('Named', undefined as never, {}), /version undefined/],
    ['whose data is bytes that are no JSON', stored('Named', 1, '{"name":'), /not a JSON object/],
    ['whose data is not there', stored('Named', 1, undefined), /not a JSON object/],
    ['whose data is null', stored('Named', 1, null), /not a JSON object/],
    ['whose data is a list', stored('Named', 1, []), /not a JSON object/],
  ])('%s is unreadable, and says where it stands', (_, event, message) => {
    expect(() => catalog.read(event)).toThrow(UnreadableEvent);
    expect(() => catalog.read(event)).toThrow(message);
  });
});

describe('Catalogues that are merged', () => {
  const merged = EventCatalog.merge(catalog as never, new EventCatalog<DomainEvent<'Ended'>>({ Ended: {} }) as never);

  it('read what each of them reads', () => {
    expect(merged.typeNames).toEqual(['Priced', 'Named', 'Ended']);
    expect(merged.read(stored('Priced', 1, { amount: 1 })).data).toEqual({ amountCents: 100, currency: 'EUR' });
    expect(merged.read(stored('Ended', 1, {})).type).toBe('Ended');
  });
});
