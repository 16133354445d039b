import { Command } from 'commander';
import { connectEventStore } from '#eventstoredb';
import { readConfig } from './config.js';
import { verifyCommand } from './verify.js';

const openStore = () => {
  const { eventStoreUrl, dataDir } = readConfig();
  if (eventStoreUrl !== undefined) return connectEventStore({ url: eventStoreUrl, deadlineMs: 30_000 });
  throw new Error(`no system runs on ${dataDir}: start one with npm start, or name an event store with EVENTSTORE_URL`);
};

const program = new Command('ops')
  .description('The operators’ command line of Complet.')
  .showSuggestionAfterError()
  .addCommand(verifyCommand(openStore));

program.parseAsync().catch((error: unknown) => {
  console.error(`ops: ${(error as Error).message}`);
  process.exitCode = 2;
});
