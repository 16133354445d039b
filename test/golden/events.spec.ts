import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { everyEvent } from '#audit';
import { type RecordedEvent, UnreadableEvent } from '#event-sourcing';
import { everyProjection } from '#operations';
import { orderTracking } from '#order-tracking';
import { root } from '../architecture/sources.js';

/** An event as it was once stored. Never changed, and never removed: logs hold such events for as long as there are logs. */
interface Golden {
  readonly type: string;
  readonly schemaVersion: number;
  readonly stream: string;
  readonly data: object;
  /** As the program of today reads it; left out where that is as it was stored. */
  readonly reads?: object;
}

const folder = join(root, 'test/golden/events');
const goldens = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden] as const);
const nameOf = (type: string, version: number) => `${type}.v${version}.json`;

const stored = ({ type, schemaVersion, stream, data }: Golden): RecordedEvent => ({
  ...{ id: type, stream, revision: 0, type, data: structuredClone(data) },
  metadata: { $correlationId: '', $causationId: '', commandId: '', issuedBy: '', schemaVersion, link: '' },
  position: { commit: 1n, prepare: 1n },
  createdAt: new Date(0),
});

describe('An event that was stored once', () => {
  it('has a file, in each version there ever was; a new version keeps the files of the old ones', () => {
    const wanted = everyEvent.typeNames.flatMap((type) =>
      Array.from({ length: everyEvent.currentVersion(type) }, (_, version) => nameOf(type, version + 1)),
    );
    expect(goldens.map(([file]) => file).toSorted()).toEqual(wanted.toSorted());
  });

  it.each(goldens)('is read for ever: %s', (file, golden) => {
    expect(file).toBe(nameOf(golden.type, golden.schemaVersion));
    expect(everyEvent.read(stored(golden)).data).toEqual(golden.reads ?? golden.data);
  });

  it.each(goldens)('of a version newer than this program is refused, and says so: %s', (_, golden) => {
    const newer = { ...golden, schemaVersion: everyEvent.currentVersion(golden.type) + 1 };
    expect(() => everyEvent.read(stored(newer))).toThrow(UnreadableEvent);
    expect(() => everyEvent.read(stored(newer))).toThrow(
      new RegExp(`${golden.type} at .* has version ${newer.schemaVersion}`),
    );
    expect(() => everyEvent.read(stored({ ...golden, type: `${golden.type}Tomorrow` }))).toThrow(/type unknown here/);
  });

  it('belongs to a document of every view that reads its stream', () => {
    const views = everyProjection(1000);
    expect(views.map(({ name }) => name)).toContain(orderTracking.name);
    for (const { streamPrefixes, keyOf } of views)
      for (const [, golden] of goldens.filter(([, { stream }]) =>
        streamPrefixes.some((each) => stream.startsWith(each)),
      ))
        expect(() => keyOf(stored(golden))).not.toThrow();
  });
});
