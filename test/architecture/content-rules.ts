import ts from 'typescript';
import { importsOf, isFramework, type Sources, type Violation } from './sources.js';

/** Of @nestjs/cqrs: they lose events (see docs/adr). CommandBus and QueryBus are all we take. */
const losesEvents = ['EventBus', 'EventsHandler', 'Saga', 'AggregateRoot', 'EventPublisher'];
const emptyNames = ['shared', 'common', 'core', 'utils', 'helpers'];
const MAX_MAIN_LINES = 30;

/** What no file may hold, or no file of its kind. */
export function contentViolations(sources: Sources): Violation[] {
  return [...sources].flatMap(([path, source]) =>
    [...pathRules(path, source), ...codeRules(path, source)].map((broken) => `${path}: ${broken}`),
  );
}

function* pathRules(path: string, source: string): Iterable<string> {
  const name = path
    .split('/')
    .slice(0, -1)
    .find((folder) => emptyNames.includes(folder));
  if (name !== undefined) yield `a folder called "${name}" says nothing about what is in it`;
  const lines = source.trimEnd().split('\n').length;
  if (/^apps\/[^/]+\/main\.ts$/.test(path) && lines > MAX_MAIN_LINES) {
    yield `main.ts has ${lines} lines, and ${MAX_MAIN_LINES} at most`;
  }
}

function* codeRules(path: string, source: string): Iterable<string> {
  const isDomainFile = /\.(decider|state|events)\.ts$/.test(path);
  const readsConfiguration = /^(apps|libs)\//.test(path) && !path.endsWith('/config.ts');
  if (isDomainFile) yield* frameworksIn(path, source);
  for (const node of nodesOf(path, source)) {
    yield* banned(node);
    if (readsConfiguration && isMember(node, 'process', 'env')) yield 'process.env is read in config.ts only';
    if (isDomainFile) yield* impure(node);
  }
}

function* banned(node: ts.Node): Iterable<string> {
  if (isNamed(node, 'forwardRef')) yield 'forwardRef hides a circle';
  if (cqrsIn(node)) yield* bannedOfCqrs(node);
}

function bannedOfCqrs(node: ts.Node): string[] {
  const bindings = ts.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : ts.isExportDeclaration(node) && node.exportClause;
  if (!bindings || !('elements' in bindings)) return ['@nestjs/cqrs is imported by name, so that what is taken shows'];
  return [...bindings.elements]
    .map(({ name, propertyName }) => (propertyName ?? name).text)
    .filter((name) => losesEvents.includes(name))
    .map((name) => `${name} of @nestjs/cqrs loses events`);
}

/** True for `import … from`, `export … from` and `import()` of @nestjs/cqrs. */
function cqrsIn(node: ts.Node): boolean {
  const from =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined;
  return from !== undefined && ts.isStringLiteralLike(from) && from.text === '@nestjs/cqrs';
}

/** `decide`, `evolve` and events are values of their arguments alone. */
function* impure(node: ts.Node): Iterable<string> {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) yield 'the domain is not async';
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))
    yield 'the domain does not await';
  if (isMember(node, 'Date', 'now')) yield 'Date.now: the time arrives in the command';
  if (isMember(node, 'Math', 'random')) yield 'Math.random: chance arrives in the command';
  if (ts.isIdentifier(node) && node.text === 'randomUUID') yield 'randomUUID: new ids arrive in the command';
  if (isNow(node)) yield 'new Date() without argument: the time arrives in the command';
}

function* frameworksIn(path: string, source: string): Iterable<string> {
  for (const { specifier, file } of importsOf(path, source)) {
    if (file === undefined && isFramework(specifier)) yield `a domain file imports no framework (${specifier})`;
  }
}

/** `new Date()`, `new Date` and the plain call `Date()` all read the clock. */
function isNow(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0;
  return ts.isCallExpression(node) && isNamed(node.expression, 'Date');
}

function isMember(node: ts.Node, object: string, member: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return isNamed(node.expression, object) && node.name.text === member;
  if (!ts.isElementAccessExpression(node) || !isNamed(node.expression, object)) return false;
  return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === member;
}

const isNamed = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name;

/** The code, without comments and strings: a comment may name what is banned. */
function* nodesOf(path: string, source: string): Iterable<ts.Node> {
  const waiting: ts.Node[] = [ts.createSourceFile(path, source, ts.ScriptTarget.Latest)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    ts.forEachChild(node, (child) => void waiting.push(child));
  }
}
