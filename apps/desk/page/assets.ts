import { readFileSync } from 'node:fs';

const TYPES: Readonly<Record<string, string>> = {
  'desk.css': 'text/css; charset=utf-8',
  'desk.js': 'text/javascript; charset=utf-8',
};

/** The files of the page, by name: these and no others are served. */
export const assets: ReadonlyMap<string, { readonly type: string; readonly content: Buffer }> = new Map(
  Object.entries(TYPES).map(([file, type]) => [
    file,
    { type, content: readFileSync(new URL(`assets/${file}`, import.meta.url)) },
  ]),
);
