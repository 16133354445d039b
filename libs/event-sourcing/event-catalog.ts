import { UnreadableEvent } from './errors.js';
import { type DomainEvent, type RecordedEvent } from './event.js';

/** Turns the data of one stored version into the data of the next. */
export type Upcaster = (data: object) => object;

/** How an event type has been stored so far: version 1, then one upcaster for each version after it. */
export interface EventTypeHistory {
  readonly upcasters?: readonly Upcaster[];
}

/**
 * Every event type of a library, with its versions. Written with the version of today, read in any version ever stored.
 */
export class EventCatalog<E extends DomainEvent> {
  constructor(private readonly types: Readonly<Record<E['type'], EventTypeHistory>>) {}

  static merge(...catalogs: readonly EventCatalog<never>[]): EventCatalog<DomainEvent> {
    return new EventCatalog(Object.assign({}, ...catalogs.map(({ types }) => types as object)) as never);
  }

  get typeNames(): readonly string[] {
    return Object.keys(this.types);
  }

  currentVersion(type: E['type']): number {
    return 1 + (this.types[type].upcasters?.length ?? 0);
  }

  /** @throws UnreadableEvent for an unknown type, a version from the future, or data that is not a JSON object. */
  read(event: RecordedEvent): RecordedEvent<E> {
    if (!Object.hasOwn(this.types, event.type)) throw new UnreadableEvent(`${describe(event)} has a type unknown here`);
    if (!isJsonObject(event.data)) throw new UnreadableEvent(`${describe(event)} is not a JSON object`);
    const upcasters = this.types[event.type as E['type']].upcasters ?? [];
    const version = event.metadata.schemaVersion;
    if (!(version >= 1 && version <= upcasters.length + 1))
      throw new UnreadableEvent(
        `${describe(event)} has version ${version}, this program knows 1 to ${upcasters.length + 1}`,
      );
    if (version === upcasters.length + 1) return event as RecordedEvent<E>;
    return { ...event, data: upcasters.slice(version - 1).reduce((data, upcast) => upcast(data), event.data) };
  }
}

/** The type says so, the bytes of the log may not. */
const isJsonObject = (data: unknown): boolean => typeof data === 'object' && data !== null && !Array.isArray(data);

const describe = ({ type, stream, revision }: RecordedEvent) => `${type} at ${stream}@${revision}`;
