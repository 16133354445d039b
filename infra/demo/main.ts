import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { runDemo } from './demo.js';
import { readOrdersFile } from './orders-file.js';
import { progressOn } from './progress.js';
import { findOrStartSystem } from './system.js';
import { isWhole, tableOf } from './table.js';

const SAMPLE = fileURLToPath(new URL('../../../infra/demo/sample-orders.csv', import.meta.url));
const program = new Command('demo')
  .description('Drives the running system (or starts one) with real orders, and audits what became of them.')
  .argument('[orders]', 'order lines in the shape of UCI Online Retail: .csv or .csv.gz', SAMPLE)
  .option('--chaos', 'kill each process in turn with SIGKILL, three times over, and flush Redis')
  .option('--json', 'print the result as JSON')
  .parse();
const { chaos = false, json = false } = program.opts<{ chaos?: boolean; json?: boolean }>();

const file = await readOrdersFile(program.processedArgs[0] as string);
for (const { row, why } of file.broken) console.error(`row ${row} is broken and left out: ${why}`);
const system = await findOrStartSystem(process.env['DATA_DIR'] ?? '.data');
const progress = progressOn(process.stderr);
const result = await runDemo(system, file, { ...(chaos && { havoc: { rounds: 3, pauseMs: 4000 } }), progress }).finally(
  () => system.stop(),
);
console.log(json ? JSON.stringify(result, null, 2) : tableOf(result));
for (const finding of result.findings) console.error(JSON.stringify(finding));
process.exit(isWhole(result) ? 0 : 1);
