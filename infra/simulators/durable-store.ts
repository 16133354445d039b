import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, type RangeIterable, type RootDatabase, open } from 'lmdb';

/** A simulator's store: documents by key, on disk before a write resolves, so that it survives its own death. */
export class DurableStore {
  private readonly environment: RootDatabase;
  private batch: Promise<unknown> | undefined;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    // Without overlapping, a write resolves once it is flushed; all writes of one turn share a transaction and a flush.
    this.environment = open({ path: join(dataDir, 'store.mdb'), maxDbs: 8, overlappingSync: false });
  }

  map<Value extends object>(name: string): DurableMap<Value> {
    return new DurableMap(this.environment.openDB<Value, string>({ name, encoding: 'json' }), () => this.batch);
  }

  /** Writes of one call are on disk together, or not at all. */
  async write(puts: () => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.batch = promise;
    try {
      this.environment.batch(puts).then(resolve, reject);
    } finally {
      this.batch = undefined;
    }
    await promise;
  }

  close(): Promise<void> {
    return this.environment.close();
  }
}

/** Documents by key (1 to 512 characters). */
export class DurableMap<Value extends object> {
  /** Put, and not on disk yet: whoever decides now must see it, or two who decide at once both win. */
  private readonly underWay = new Map<string, { readonly value: Value; readonly written: Promise<unknown> }>();

  constructor(
    private readonly database: Database<Value, string>,
    /** The batch that is being put together right now: its puts are on disk when it is, whatever each says. */
    private readonly batch: () => Promise<unknown> | undefined,
  ) {}

  /** The document as last put. */
  get(key: string): Value | undefined {
    return this.underWay.get(key)?.value ?? this.database.get(key);
  }

  /** Resolves when it is on disk. */
  async put(key: string, value: Value): Promise<void> {
    const put = this.database.put(key, value);
    const written = this.batch() ?? put;
    const entry = { value, written };
    this.underWay.set(key, entry);
    try {
      await written;
    } finally {
      if (this.underWay.get(key) === entry) this.underWay.delete(key);
    }
  }

  /** Puts a document where there is none. Resolves when the one that stands there is on disk. */
  async add(key: string, value: Value): Promise<{ readonly value: Value; readonly isNew: boolean }> {
    const known = this.get(key);
    await (known ? this.onDisk(key) : this.put(key, value));
    return { value: known ?? value, isNew: known === undefined };
  }

  /** Resolves when the document as last put is on disk: nobody is told what might be forgotten. */
  async onDisk(key: string): Promise<void> {
    await this.underWay.get(key)?.written;
  }

  /** What is on disk under the keys that start with this, in the order of the keys. */
  values(prefix = ''): RangeIterable<Value> {
    const range = prefix === '' ? {} : { start: prefix, end: `${prefix}\uffff` };
    return this.database.getRange(range).map(({ value }) => value);
  }

  get size(): number {
    return this.database.getCount();
  }
}
