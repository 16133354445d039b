import { Command } from 'commander';
import { readConfig } from './config.js';
import { RunningSystem } from './system.js';
import { EXIT, command } from './verb.js';
import { verbs } from './verbs.js';

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
