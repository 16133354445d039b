import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, type RootDatabase, open } from 'lmdb';

/** A simulator's store: documents by key, on disk before `put` resolves, so that it survives its own death. */
export class DurableStore {
  private readonly environment: RootDatabase;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.environment = open({ path: join(dataDir, 'store.mdb'), maxDbs: 8, overlappingSync: false });
  }

  map<Value>(name: string): Database<Value, string> {
    return this.environment.openDB<Value, string>({ name, encoding: 'json' });
  }

  /** Writes of one call are on disk together, or not at all. */
  async write(puts: () => void): Promise<void> {
    await this.environment.batch(puts);
  }

  close(): Promise<void> {
    return this.environment.close();
  }
}
