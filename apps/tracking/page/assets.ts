import { readFileSync } from 'node:fs';

const TYPES: Readonly<Record<string, string>> = {
  'suivi.css': 'text/css; charset=utf-8',
  'suivi.js': 'text/javascript; charset=utf-8',
  'suivi.svg': 'image/svg+xml',
};

/** The files of the page, by name: these and no others are served. */
export const assets: ReadonlyMap<string, { readonly type: string; readonly content: Buffer }> = new Map(
  Object.entries(TYPES).map(([file, type]) => {
    return [file, { type, content: readFileSync(new URL(`assets/${file}`, import.meta.url)) }];
  }),
);
