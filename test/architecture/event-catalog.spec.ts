import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyEvent } from '#audit';
import { root } from './sources.js';

const { typeNames } = everyEvent;

/** What is wrong with a page that should have one row for each event, its name first. */
const faultsOf = (page: string): string[] => {
  const rows = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
  const named = new Set(rows);
  return [
    ...typeNames.filter((name) => !named.has(name)).map((name) => `${name} is missing`),
    ...rows.filter((name) => !typeNames.includes(name)).map((name) => `${name} does not exist`),
    ...rows.filter((name, index) => rows.indexOf(name) !== index).map((name) => `${name} stands twice`),
  ];
};

describe('docs/event-catalog.md', () => {
  const page = readFileSync(join(root, 'docs/event-catalog.md'), 'utf8');

  it('names every event there is, once, and no other', () => {
    expect(typeNames).toContain('StockAwaited');
    expect(faultsOf(page)).toEqual([]);
  });

  it('is caught when it lacks an event', () => {
    expect(faultsOf(page.replace(/^\| `StockAwaited`.*\n/m, ''))).toEqual(['StockAwaited is missing']);
  });

  it('is caught when it names an event that does not exist, or one twice', () => {
    const row = page.match(/^\| `Shipped`.*\n/m)![0];
    expect(faultsOf(page.replace(row, `${row}${row.replace('Shipped', 'PartiallyShipped')}`))).toEqual([
      'PartiallyShipped does not exist',
    ]);
    expect(faultsOf(page.replace(row, `${row}${row}`))).toEqual(['Shipped stands twice']);
  });
});
