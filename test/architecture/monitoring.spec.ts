import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { register } from 'prom-client';
import { parse } from 'yaml';
import { HealthController, READINESS_CHECKS, createHttpApp, createLogger } from '#http-api';
import { countedDebits } from '#payment-provider';
import { CommandMetrics } from '../../apps/orders-api/command-metrics.js';
import { showProjections } from '../../apps/projector/projector-metrics.js';
import { ScheduledAudit } from '../../apps/projector/scheduled-audit.js';
import { showQueue } from '../../apps/worker/worker-metrics.js';
import { root } from './sources.js';

@Module({ controllers: [HealthController], providers: [{ provide: READINESS_CHECKS, useValue: [] }] })
class TestModule {}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary?: string };
}
interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { groups } = parse(read('infra/monitoring/alerts.yml')) as { groups: { rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(read('infra/monitoring/dashboard.json')) as { panels: Panel[] };
const operations = read('docs/operations.md');

/** Label names by the name under which a series is asked for. */
const registered = new Map<string, readonly string[]>();

/** Everything that an app registers, in the registry of this process. */
beforeAll(async () => {
  showProjections([], {} as never);
  showQueue({} as never);
  new ScheduledAudit({} as never, 1, {} as never, () => Promise.resolve());
  expect([CommandMetrics, countedDebits]).toBeDefined();
  const app = await createHttpApp(TestModule, { port: 0, title: 'test', logger: createLogger('test', 'silent') });
  await app.inject('/health/live');
  await app.close();
  for (const metric of register.getMetricsAsArray()) {
    const { name, labelNames = [] } = metric as unknown as { name: string; labelNames?: readonly string[] };
    registered.set(name, labelNames);
    if ('buckets' in metric)
      for (const part of ['bucket', 'sum', 'count']) registered.set(`${name}_${part}`, labelNames);
  }
  registered.set('up', []);
});

const WORDS = ['and', 'or', 'unless', 'offset', 'bool', 'by', 'without', 'on', 'ignoring'];
/** Put to a series by Prometheus, or by the kind of metric. */
const GIVEN_LABELS = ['job', 'instance', 'le'];

/** Names of series in a PromQL expression, with the labels that are asked of each. */
const seriesIn = (expr: string): { readonly name: string; readonly labels: readonly string[] }[] => {
  const bare = expr.replace(/"[^"]*"/g, '""').replace(/\[[^\]]*\]/g, '');
  const ungrouped = bare.replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '').replace(/offset\s+\w+/g, '');
  return [...ungrouped.matchAll(/\b([a-z_]\w*)\b(?!\s*\()(?:\{([^}]*)\})?/gi)]
    .filter(([, name]) => !WORDS.includes(name!))
    .map(([, name, matchers = '']) => ({
      name: name!,
      labels: [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label!),
    }))
    .filter(({ name }, at, all) => !all.some(({ labels }, other) => other !== at && labels.includes(name)));
};

const faultsOf = (expr: string): string[] =>
  seriesIn(expr).flatMap(({ name, labels }) => {
    const known = registered.get(name);
    if (!known) return [`${name} is shown by no app`];
    return labels
      .filter((label) => !known.includes(label) && !GIVEN_LABELS.includes(label))
      .map((label) => `${name} has no label ${label}`);
  });

describe('What is watched', () => {
  it('is shown: every series that an alert names', () => {
    expect(alerts.flatMap(({ expr }) => seriesIn(expr)).length).toBeGreaterThanOrEqual(alerts.length);
    expect(alerts.flatMap(({ alert, expr }) => faultsOf(expr).map((fault) => `${alert}: ${fault}`))).toEqual([]);
  });

  it('is shown: every series that the dashboard draws', () => {
    const drawn = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
    expect(drawn.length).toBeGreaterThan(20);
    expect(drawn.flatMap(({ title, expr }) => faultsOf(expr).map((fault) => `${title}: ${fault}`))).toEqual([]);
  });

  it('is caught when no app shows it, or not by that label', () => {
    expect(faultsOf('sum by (kind) (increase(complet_wakeups_total{outcome="failed"}[10m])) > 10')).toEqual([
      'complet_wakeups_total is shown by no app',
    ]);
    expect(faultsOf('max(complet_jobs{kind="waiting"}) offset 1h > 3')).toEqual(['complet_jobs has no label kind']);
    expect(faultsOf('up{job="complet"} == 0 or absent(complet_jobs{state="waiting"})')).toEqual([]);
  });

  it('is all of it: the dashboard or an alert names every metric of ours', () => {
    const used = [...alerts, ...panels.flatMap(({ targets = [] }) => targets)].flatMap(({ expr }) => seriesIn(expr));
    const names = new Set(used.map(({ name }) => name.replace(/_bucket$/, '')));
    const ours = register.getMetricsAsArray().map(({ name }) => name);
    expect(ours.filter((name) => name.startsWith('complet_') && !names.has(name))).toEqual([]);
  });

  it('is drawn: the dashboard has pictures and no tables', () => {
    const kinds = new Set(panels.map(({ type }) => type));
    expect([...kinds].sort()).toEqual(['bargauge', 'row', 'stat', 'state-timeline', 'timeseries']);
  });
});

describe('An alert', () => {
  it.each(alerts.map(({ alert }) => alert))('%s says what is wrong, and docs/operations.md what to do', (name) => {
    const { annotations } = alerts.find(({ alert }) => alert === name)!;
    expect(annotations.summary).toBeTruthy();
    const section = operations.split(/^### /m).find((text) => text.startsWith(`${name}\n`));
    expect(section?.split('\n').slice(1).join('').trim().length ?? 0).toBeGreaterThan(80);
  });

  it('has a name of its own, and no section speaks of one that is not', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    const sections = [.../^## Alerts\n([\s\S]*?)^## /m.exec(operations)![1]!.matchAll(/^### (.*)$/gm)];
    expect(sections.map(([, name]) => name)).toEqual(names);
  });
});
