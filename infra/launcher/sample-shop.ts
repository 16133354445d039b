import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';

export interface SampleShopInput {
  readonly ordersApiUrl: string;
  /** A bearer token for a role of the contract. */
  readonly tokenFor: (role: string) => Promise<string>;
}

interface SampleShopModule {
  readonly loadSampleShop: (input: SampleShopInput) => Promise<unknown>;
}

/** Loads the sample shop through the API. Out: false if this build has none. */
export async function loadSampleShop(distDir: string, input: SampleShopInput): Promise<boolean> {
  const path = join(distDir, 'infra/sample-shop/load.js');
  if (!existsSync(path)) return false;
  const sampleShop = (await import(pathToFileURL(path).href)) as SampleShopModule;
  await sampleShop.loadSampleShop(input);
  return true;
}

const LOOKED_AT = 1_000;

/** True if the store surely has no event of ours. An answer that cannot be had counts as no: a full store is left alone. */
export async function isEmptyStore(eventStoreUrl: string): Promise<boolean> {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  try {
    let seen = 0;
    const options = { direction: FORWARDS, fromPosition: START, maxCount: LOOKED_AT, deadline: 10_000 } as const;
    for await (const { event } of client.readAll(options)) {
      seen += 1;
      if (event !== undefined && !event.type.startsWith('$')) return false;
    }
    return seen < LOOKED_AT;
  } catch {
    return false;
  } finally {
    await client.dispose().catch(() => undefined);
  }
}
