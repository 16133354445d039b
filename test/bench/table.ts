import { type Summary, ratios, summaryOf } from './rounds.js';

export interface Row {
  readonly what: string;
  readonly ratio: Summary;
  readonly aim: string;
  readonly isMet: boolean;
  /** What the ratio is of, over what. */
  readonly ours: Summary;
  readonly base: Summary;
  readonly unit: string;
}

/** A row on rates: the more the better. */
export const rateRow = (
  what: string,
  aim: number,
  unit: string,
  ours: readonly number[],
  raw: readonly number[],
): Row => {
  const ratio = summaryOf(ratios(ours, raw));
  return {
    what,
    ratio,
    aim: `≥ ${aim}`,
    isMet: ratio.median >= aim,
    ours: summaryOf(ours),
    base: summaryOf(raw),
    unit,
  };
};

/** A row on times or counts: the less the better. */
export const costRow = (
  what: string,
  atMost: number,
  unit: string,
  ours: readonly number[],
  base: readonly number[],
): Row => {
  const ratio = summaryOf(ratios(ours, base));
  const aim = `≤ ${atMost}`;
  return { what, ratio, aim, isMet: ratio.median <= atMost, ours: summaryOf(ours), base: summaryOf(base), unit };
};

const digits = (value: number) =>
  value.toLocaleString('en', value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
const range = ({ median, min, max }: Summary) => `${digits(median)} (${digits(min)}–${digits(max)})`;

/** As Markdown: medians, with the least and the most that was measured. */
export const tableOf = (rows: readonly Row[]): string => {
  const head = ['what', 'ratio', 'aim', 'met', 'ours', 'over', 'unit'];
  const body = rows.map((row) => [
    ...[row.what, range(row.ratio), row.aim, row.isMet ? 'yes' : 'no'],
    ...[range(row.ours), range(row.base), row.unit],
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
};
