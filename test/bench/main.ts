import 'reflect-metadata';
import { Command } from 'commander';
import { benchmarks } from './benchmarks.js';
import { endOnSignals } from './processes.js';
import { type Row, tableOf } from './table.js';

const program = new Command('bench')
  .description('Ratios of what Complet does to what the parts below it do bare, measured in one run.')
  .argument('[names...]', `benchmarks to run: ${Object.keys(benchmarks).join(', ')} (default: all)`)
  .option('--json', 'print JSON instead of a table')
  .parse();
const { json } = program.opts<{ json?: boolean }>();
const names = program.args.length > 0 ? program.args : Object.keys(benchmarks);
for (const name of names) if (!Object.hasOwn(benchmarks, name)) program.error(`error: there is no benchmark '${name}'`);

endOnSignals();
const rows: Row[] = [];
for (const name of names) {
  console.error(`${name}…`);
  rows.push(...(await benchmarks[name]!()));
}
console.log(json ? JSON.stringify(rows, undefined, 2) : tableOf(rows));
