import { readConfig } from './config.js';
import { stopOnSignals } from './signals.js';
import { System } from './system.js';

const system = new System({
  config: readConfig(process.env),
  verbose: process.argv.includes('--verbose'),
  report: (line) => console.log(line),
});
stopOnSignals(process, system);

try {
  await system.start();
  await system.stopped;
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
