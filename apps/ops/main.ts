import { Command } from 'commander';
import { readConfig } from './config.js';
import { events } from './events.js';
import { explainOrder } from './explain.js';
import { holds } from './holds.js';
import { lag } from './lag.js';
import { stock } from './stock.js';
import { diff, rebuild } from './rebuild.js';
import { RunningSystem } from './system.js';
import { timeline } from './timeline.js';
import { EXIT, type Verb, command } from './verb.js';
import { verify } from './verify.js';

const verbs = [verify, timeline, explainOrder, holds, stock, events, lag, rebuild, diff] as readonly Verb<unknown>[];
const system = new RunningSystem(readConfig());
const program = new Command('ops')
  .description('The operators’ command line of Complet.')
  .showSuggestionAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.fine : EXIT.failed));
for (const verb of verbs) program.addCommand(command(system, verb).copyInheritedSettings(program));

await program
  .parseAsync()
  .catch((error: unknown) => {
    console.error(`ops: ${(error as Error).message}`);
    process.exitCode = EXIT.failed;
  })
  .finally(() => system.close());
