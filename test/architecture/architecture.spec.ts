import { describe, expect, it } from '@jest/globals';
import { contentViolations } from './content-rules.js';
import { importViolations } from './import-rules.js';
import { readSources, type Sources, type Violation } from './sources.js';

const violations = (sources: Sources): Violation[] => [...importViolations(sources), ...contentViolations(sources)];
const inFile = (path: string, source: string): Violation[] => violations(new Map([[path, source]]));

describe('The source tree', () => {
  const sources = readSources();

  it('is read', () => {
    expect([...sources.keys()]).toContain('libs/event-sourcing/index.ts');
  });

  it('keeps every rule of the architecture', () => {
    expect(violations(sources)).toEqual([]);
  });

  it('may lack folders that do not exist yet', () => {
    expect(readSources(['apps-of-tomorrow']).size).toBe(0);
  });
});

describe('Imports run one way: a planted import is named', () => {
  it.each([
    ['libs/ordering/order/order.decider.ts', '#inventory', /neither another domain nor an adapter/],
    ['libs/ordering/order/order.decider.spec.ts', '#inventory', /neither another domain nor an adapter/],
    ['libs/inventory/stock/stock.decider.ts', '#fulfillment', /neither another domain nor an adapter/],
    ['libs/customers/customer/customer.handlers.ts', '#eventstoredb', /neither another domain nor an adapter/],
    ['libs/catalog/product/product.handlers.ts', '#redis', /neither another domain nor an adapter/],
    ['libs/vouchers/voucher/voucher.decider.ts', '#mail', /neither another domain nor an adapter/],
    ['libs/ordering/order/order.handlers.ts', '@eventstore/db-client', /leaves this to an adapter/],
    ['libs/inventory/stock/stock.handlers.ts', 'ioredis', /leaves this to an adapter/],
    ['libs/fulfillment/holding/hold.ts', '#bullmq', /and no adapter/],
    ['libs/order-tracking/view.ts', '#redis', /and no adapter/],
    ['libs/fulfillment/holding/hold.ts', '../../ordering/order/order.state.js', /by its index \(#name\) from outside/],
    ['libs/event-sourcing/seal.ts', '#ordering', /kernel imports nothing of ours/],
    ['libs/event-sourcing/seal.ts', '@nestjs/common', /kernel imports no framework/],
    ['libs/event-sourcing/seal.ts', 'fastify', /kernel imports no framework/],
    ['libs/redis/redis-views.ts', '#ordering', /an adapter imports no domain/],
    ['libs/redis/redis-views.ts', '../../apps/projector/config.js', /libraries only/],
    ['libs/redis/redis-views.ts', '../../infra/redis/start-redis.js', /libraries only/],
    ['apps/worker/worker.module.ts', '../projector/projector.module.js', /apps import libraries only/],
    ['apps/worker/worker.module.ts', '../../infra/redis/start-redis.js', /apps import libraries only/],
    ['apps/worker/worker.module.ts', '../../libs/ordering/index.js', /by its index \(#name\) from outside/],
    ['infra/embedded-eventstoredb/main.ts', '#event-sourcing', /imports nothing of the rest/],
    ['infra/embedded-eventstoredb/main.spec.ts', '../redis/free-port.js', /imports nothing of the rest/],
    ['libs/ordering/order/order.decider.ts', '../index.js', /not by its index/],
    ['libs/ordering/order/order.decider.ts', '#ordering', /not by its index/],
  ])('%s importing %s', (path, specifier, rule) => {
    for (const source of [
      `import { x } from '${specifier}';`,
      `import { type X } from '${specifier}';`,
      `import '${specifier}';`,
      `export * from '${specifier}';`,
      `const x = await import('${specifier}');`,
    ]) {
      const named = importViolations(new Map([[path, source]]));
      expect(named).toEqual([expect.stringMatching(rule)]);
      expect(named[0]).toMatch(`${path} imports ${specifier}: `);
    }
  });

  it.each([
    ['apps/orders-api/orders.module.ts', '#ordering'],
    ['apps/orders-api/orders.module.ts', '#eventstoredb'],
    ['apps/orders-api/orders.module.ts', './orders.controller.js'],
    ['libs/ordering/order/order.decider.ts', '#event-sourcing'],
    ['libs/ordering/order/order.decider.ts', '../pricing/totals.js'],
    ['libs/fulfillment/holding/hold.ts', '#inventory'],
    ['libs/order-tracking/view.ts', '#ordering'],
    ['libs/eventstoredb/event-store.ts', '@eventstore/db-client'],
    ['libs/bullmq/queue.ts', '#redis'],
    ['libs/redis/redis-views.spec.ts', '../../infra/redis/start-redis.js'],
    ['libs/event-sourcing/event-store.spec.ts', '../../test/contract/event-store.contract.js'],
    ['libs/event-sourcing/hash-link.ts', 'node:crypto'],
    ['libs/event-sourcing/command-handler.ts', 'lru-cache'],
    ['infra/demo/main.ts', '../launcher/start-system.js'],
    ['test/e2e/orders.spec.ts', '#ordering'],
  ])('while %s may import %s', (path, specifier) => {
    expect(importViolations(new Map([[path, `import { x } from '${specifier}';`]]))).toEqual([]);
  });
});

describe('What is banned is named', () => {
  it.each(['EventBus', 'EventsHandler', 'Saga', 'AggregateRoot', 'EventPublisher'])('%s of @nestjs/cqrs', (name) => {
    for (const imported of [name, `CommandBus, ${name}`, `${name} as Other`, `type ${name}`]) {
      const named = inFile('apps/worker/a.ts', `import { ${imported} } from '@nestjs/cqrs';`);
      expect(named).toEqual([`apps/worker/a.ts: ${name} of @nestjs/cqrs loses events`]);
    }
    expect(inFile('apps/worker/a.ts', `export { ${name} } from '@nestjs/cqrs';`)).toHaveLength(1);
  });

  it('all of @nestjs/cqrs at once', () => {
    expect(inFile('apps/worker/a.ts', "import * as cqrs from '@nestjs/cqrs';")).toEqual([
      expect.stringMatching(/is imported by name/),
    ]);
    expect(inFile('apps/worker/a.ts', "export * from '@nestjs/cqrs';")).toHaveLength(1);
    expect(inFile('apps/worker/a.ts', "const { EventBus } = await import('@nestjs/cqrs');")).toHaveLength(1);
    expect(inFile('apps/worker/a.ts', "import { CommandBus, QueryBus } from '@nestjs/cqrs';")).toEqual([]);
  });

  it('forwardRef', () => {
    const source = "import { forwardRef } from '@nestjs/common';";
    expect(inFile('apps/worker/a.module.ts', source)).toEqual([expect.stringMatching(/forwardRef/)]);
  });

  it.each(['shared', 'common', 'core', 'utils', 'helpers'])('a folder called %s', (folder) => {
    expect(inFile(`libs/ordering/${folder}/a.ts`, '')).toEqual([expect.stringMatching(`a folder called "${folder}"`)]);
    expect(inFile(`libs/${folder}/a.ts`, '')).toHaveLength(1);
  });

  it.each(['process.env.PORT', "process['env'].PORT", 'const { env } = process.env'])(
    '%s outside config.ts',
    (code) => {
      for (const path of ['apps/worker/worker.module.ts', 'libs/redis/connect.ts', 'apps/worker/main.ts']) {
        expect(inFile(path, code)).toEqual([`${path}: process.env is read in config.ts only`]);
      }
      expect(inFile('apps/worker/config.ts', code)).toEqual([]);
      expect(inFile('infra/launcher/main.ts', code)).toEqual([]);
    },
  );

  it('a main.ts of an app over 30 lines', () => {
    expect(inFile('apps/worker/main.ts', 'run();\n'.repeat(30))).toEqual([]);
    expect(inFile('apps/worker/main.ts', 'run();\n'.repeat(31))).toEqual([
      expect.stringMatching(/main.ts has 31 lines/),
    ]);
  });
});

describe('A domain file is pure: a planted impurity is named', () => {
  it.each([
    ['async function f() {}', /not async/],
    ['const f = async () => 1;', /not async/],
    ['class A { async f() {} }', /not async/],
    ['const x = await y;', /does not await/],
    ['for await (const x of y) x();', /does not await/],
    ['const x = Date.now();', /Date\.now/],
    ["const x = Date['now']();", /Date\.now/],
    ['const f = Date.now;', /Date\.now/],
    ['const x = new Date();', /new Date\(\)/],
    ['const x = new Date;', /new Date\(\)/],
    ['const x = Date();', /new Date\(\)/],
    ['const x = Math.random();', /Math\.random/],
    ["import { randomUUID } from 'node:crypto';", /randomUUID/],
    ['const x = crypto.randomUUID();', /randomUUID/],
    ["import { Injectable } from '@nestjs/common';", /no framework/],
    ["import { IsInt } from 'class-validator';", /no framework/],
  ])('%s', (source, rule) => {
    for (const kind of ['decider', 'state', 'events']) {
      const path = `libs/ordering/order/order.${kind}.ts`;
      expect(inFile(path, source)).toEqual([expect.stringMatching(rule)]);
      expect(inFile(path, source)[0]).toMatch(`${path}: `);
    }
    expect(inFile('libs/ordering/order/order.handlers.ts', source)).toEqual([]);
  });

  it('while comments, strings, and instants made from an argument are none', () => {
    const source = `
      // Date.now, Math.random and await are not for us.
      const words = 'new Date() async randomUUID()';
      const day = new Date('2024-01-31T00:00:00Z');`;
    expect(inFile('libs/ordering/order/order.decider.ts', source)).toEqual([]);
  });
});
