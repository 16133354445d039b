import { importsOf, isFramework, isTest, type Import, type Sources, type Violation } from './sources.js';

const kernel = 'event-sourcing';
const domains = ['ordering', 'inventory', 'vouchers', 'customers', 'catalog'];
/** See the domains from outside: the process manager, what customers see and read, the audit of the log. */
const aboveDomains = ['fulfillment', 'order-tracking', 'notifications', 'inspection', 'audit'];
/** Puts domains and adapters together for those who run the system: only apps see it. */
const overall = 'operations';
/** Partners whose port the process manager speaks to; which adapter answers is decided in an app. */
const partners = ['payment-provider', 'mail'];
/** What adapters are there to isolate. */
const isolated = /^(@eventstore\/db-client|@grpc\/|ioredis|bullmq|@nestjs\/bullmq)/;

/** Imports run one way: apps → domains and adapters → kernel. */
export function importViolations(sources: Sources): Violation[] {
  return [...sources].flatMap(([path, source]) =>
    importsOf(path, source).flatMap((each) => {
      const broken = brokenRule(path, each);
      return broken === undefined ? [] : [`${path} imports ${each.specifier}: ${broken}`];
    }),
  );
}

function brokenRule(path: string, { specifier, file }: Import): string | undefined {
  const from = placeOf(path);
  if (file === undefined) return brokenByPackage(from, specifier, isTest(path));
  const to = placeOf(file);
  if (from.kind === to.kind && from.name === to.name) return brokenFromInside(from, file);
  if (to.kind === 'libs' && !specifier.startsWith('#'))
    return 'a library is imported by its index (#name) from outside';
  if (from.name === 'embedded-eventstoredb') return 'the embedded event store imports nothing of the rest';
  if (isTest(path) && ['infra', 'test'].includes(to.kind)) return undefined;
  if (from.kind === 'libs') return brokenByLibrary(from.name, to);
  return from.kind === 'apps' && to.kind !== 'libs' ? 'apps import libraries only' : undefined;
}

function brokenFromInside({ kind, name }: Place, file: string): string | undefined {
  if (kind !== 'libs' || file !== `libs/${name}/index.ts`) return undefined;
  return 'a library is imported by relative path from inside, not by its index';
}

function brokenByPackage(from: Place, specifier: string, inTest: boolean): string | undefined {
  if (from.kind !== 'libs' || inTest) return undefined;
  if (from.name === kernel && isFramework(specifier)) return 'the kernel imports no framework';
  if (domains.includes(from.name) && isolated.test(specifier)) return 'a domain leaves this to an adapter';
  return undefined;
}

function brokenByLibrary(library: string, to: Place): string | undefined {
  if (to.kind !== 'libs') return 'a library imports libraries only';
  if (to.name === kernel || library === overall) return undefined;
  if (to.name === overall) return 'apps alone see the system as a whole';
  if (library === kernel) return 'the kernel imports nothing of ours';
  if (domains.includes(library)) return 'a domain imports neither another domain nor an adapter';
  const aboveOrDomain = domains.includes(to.name) || aboveDomains.includes(to.name);
  if (aboveDomains.includes(library)) {
    const isPort = library === 'fulfillment' && partners.includes(to.name);
    return aboveOrDomain || isPort ? undefined : `${library} imports the public index of domains, and no adapter`;
  }
  return aboveOrDomain ? 'an adapter imports no domain' : undefined;
}

interface Place {
  readonly kind: string;
  /** Of the app, the library or the part of the infrastructure. */
  readonly name: string;
}

function placeOf(path: string): Place {
  const [kind = '', name = ''] = path.split('/');
  return { kind, name: kind === 'test' ? '' : name };
}
