import { Command } from 'commander';
import { type RunningSystem } from './system.js';

/** Exit codes of every verb, for scripts. */
export const EXIT = { fine: 0, found: 1, failed: 2 } as const;

export interface Verb<Options> {
  readonly name: string;
  /** Its arguments, such as `<order>`. */
  readonly takes?: string;
  readonly does: string;
  readonly example: string;
  readonly options?: readonly (readonly [flags: string, does: string])[];
  /** Does it. @returns what `--json` prints, and the text for people; `found` where something is wrong (exit code 1) */
  readonly run: (
    system: RunningSystem,
    options: Options,
    ...args: readonly string[]
  ) => Promise<{ readonly json: unknown; readonly text: string; readonly found?: boolean }>;
}

/** A verb as a command: `--json`, `--help` with an example, exit codes. */
export const command = <Options>(system: RunningSystem, verb: Verb<Options>): Command => {
  const built = new Command(verb.name)
    .description(verb.does)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `\nExample: npm run ops -- ${verb.example}\nExit codes: 0 fine, 1 something is wrong, 2 it could not be done.`,
    );
  if (verb.takes !== undefined) built.arguments(verb.takes);
  for (const [flags, does] of verb.options ?? []) built.option(flags, does);
  return built.action(async () => {
    const { json, ...options } = built.opts<{ json?: boolean }>();
    const answer = await verb.run(system, options as Options, ...built.args);
    console.log(json ? JSON.stringify(answer.json) : answer.text);
    process.exitCode = answer.found ? EXIT.found : EXIT.fine;
  });
};

/** Columns as wide as their widest cell. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string => {
  const cells = [head, ...rows.map((row) => row.map((cell) => String(cell ?? '–')))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
