import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { type FastifyReply } from 'fastify';
import { NotFound } from '#event-sourcing';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The files of a page, by name: these and no others are served. */
export type Assets = ReadonlyMap<string, { readonly type: string; readonly content: Buffer }>;

/** Read once, from the folder `assets` beside the module whose `import.meta.url` is given. */
export const assetsBeside = (moduleUrl: string, ...files: readonly string[]): Assets =>
  new Map(
    files.map((file) => {
      const type = TYPES[file.split('.').at(-1)!]!;
      return [file, { type, content: readFileSync(new URL(`assets/${file}`, moduleUrl)) }];
    }),
  );

/** @throws NotFound for a file that is none of the page's */
export const sendAsset = (assets: Assets, file: string, reply: FastifyReply): Buffer => {
  const asset = assets.get(file);
  if (!asset) throw new NotFound(`there is no file ${file}`);
  void reply.type(asset.type).header('Cache-Control', 'public, max-age=300');
  return asset.content;
};

/**
 * Templates from the folder `templates` beside a module. Everything that is put into one is escaped (`<%= %>`); parts of a
 * page alone are put in as they are.
 */
export const templatesBeside = (moduleUrl: string): Eta =>
  new Eta({
    views: fileURLToPath(new URL('templates', moduleUrl)),
    autoEscape: true,
    autoTrim: [false, 'nl'],
    cache: true,
    rmWhitespace: false,
  });
