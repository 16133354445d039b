import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Path from the root of the repository, with `/`, to source text. */
export type Sources = ReadonlyMap<string, string>;

/** A broken rule, in one line that begins with the file's path. */
export type Violation = string;

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every TypeScript file of ours. Folders that do not exist (yet) have none. */
export function readSources(folders: readonly string[] = ['apps', 'libs', 'infra', 'test']): Sources {
  return new Map(folders.flatMap(filesUnder).map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

function filesUnder(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export const isTest = (path: string): boolean => /\.(spec|contract)\.ts$/.test(path) || path.startsWith('test/');

/** What runs us, or reaches the outside. Data structures (`immutable`, `lru-cache`) are none. */
export const isFramework = (specifier: string): boolean =>
  /^(@nestjs|@fastify|@eventstore|@grpc|fastify|rxjs|ioredis|bullmq|class-validator|class-transformer|reflect-metadata|pino|prom-client|lmdb|jose|commander)(\/|$)/.test(
    specifier,
  );

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** Path of the file of ours it means; undefined for a package. */
  readonly file: string | undefined;
}

/** All that a file imports or re-exports, dynamic imports included. */
export function importsOf(path: string, source: string): Import[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName: specifier }) => {
    if (specifier.startsWith('#')) return { specifier, file: `libs/${specifier.slice(1)}/index.ts` };
    if (!specifier.startsWith('.')) return { specifier, file: undefined };
    return { specifier, file: normalize(join(dirname(path), specifier)).replace(/\.js$/, '.ts') };
  });
}
