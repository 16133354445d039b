import { type Age } from '#operations';
import { type HourOfOrders } from '#order-tracking';
import { type Figures } from '../figures.js';
import { bar, columns, stack } from './charts.js';

const numbers = new Intl.NumberFormat('en-GB');
const euros = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', timeStyle: 'medium' });
const plural = (count: number, what: string) => `${numbers.format(count)} ${what}${count === 1 ? '' : 's'}`;

const AGE_NAMES: Readonly<Record<Age, readonly [name: string, tone: string]>> = {
  'under-1-day': ['under a day', 'calm'],
  '1-to-3-days': ['1 to 3 days', 'calm'],
  '3-to-7-days': ['3 to 7 days', 'warm'],
  '7-to-30-days': ['7 to 30 days', 'warm'],
  'over-30-days': ['over 30 days', 'hot'],
};
const JOB_TONES: Readonly<Record<string, string>> = { waiting: 'warm', active: 'good', delayed: 'calm', failed: 'hot' };
/** Rows of a card: what is beyond, `npm run ops` lists. */
const MOST_ROWS = 8;

/** « 3 d », « 5 h », « 12 min », « 40 s » */
export const durationOf = (ms: number): string => {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ] as const;
  const [unitMs, unit] = units.find(([each]) => ms >= each) ?? [1000, 's'];
  return `${Math.floor(ms / unitMs)} ${unit}`;
};

/** What the page shows, worded and drawn. */
export const deskView = (figures: Figures) => ({
  at: figures.at,
  clock: clock.format(new Date(figures.at)),
  alarms: figures.alarms.map((alarm) => ({ ...alarm, anchor: alarm.name.toLowerCase() })),
  tiles: tilesOf(figures),
  ages: agesOf(figures),
  skus: skusOf(figures),
  skusAreWhole: figures.blocking.isWhole,
  hours: hoursOf(figures.hours),
  views: viewsOf(figures),
  parked: figures.parked.slice(0, MOST_ROWS),
  parkedInAll: figures.parked.length,
  jobs: jobsOf(figures),
  parts: figures.parts,
  audit: auditOf(figures),
});

const tilesOf = ({ holds, statuses, jobs, parked, audit }: Figures) => {
  const oldest = holds.oldestMs === undefined ? '–' : durationOf(holds.oldestMs);
  const found = audit ? numbers.format(audit.findings.length) : '–';
  const isBad = (value: number | undefined) => (value ?? 0) > 0;
  return [
    { name: 'on hold', value: numbers.format(statuses['on-hold']), tone: '' },
    { name: 'oldest, since placed', value: oldest, tone: '' },
    { name: 'in preparation', value: numbers.format(statuses['in-preparation']), tone: '' },
    { name: 'payment to put right', value: numbers.format(statuses['payment-action-required']), tone: '' },
    { name: 'jobs due', value: numbers.format(jobs.counts['waiting'] ?? 0), tone: '' },
    { name: 'parked', value: numbers.format(parked.length), tone: isBad(parked.length) ? 'hot' : '' },
    { name: 'audit findings', value: found, tone: isBad(audit?.findings.length) ? 'hot' : '' },
  ];
};

const agesOf = ({ holds: { ages } }: Figures) => {
  const greatest = Math.max(...ages.map(({ orders }) => orders));
  return ages.map(({ age, orders }) => {
    const [name, tone] = AGE_NAMES[age];
    return { name, orders: numbers.format(orders), picture: bar(orders, greatest, tone) };
  });
};

const skusOf = ({ at, blocking: { skus } }: Figures) => {
  const greatest = skus[0]?.orders ?? 0;
  return skus.slice(0, MOST_ROWS).map(({ sku, orders, unitsMissing, since }) => ({
    sku,
    says: `${plural(orders, 'order')}, ${plural(unitsMissing, 'unit')} missing, for ${durationOf(Date.parse(at) - Date.parse(since))}`,
    picture: bar(orders, greatest, 'warm'),
  }));
};

const hoursOf = (hours: readonly HourOfOrders[]) => {
  const row = (name: string, of: (hour: HourOfOrders) => number, write = (sum: number) => numbers.format(sum)) => {
    const values = hours.map(of);
    const sum = write(values.reduce((total, value) => total + value, 0));
    const now = write(values.at(-1) ?? 0);
    return { name, sum, now, picture: columns(values, `${name}: ${sum} in 24 hours, ${now} in this one`) };
  };
  return [
    row('placed', ({ placed }) => placed),
    row('released', ({ released }) => released),
    row('shipped', ({ shipped }) => shipped),
    row('delivered', ({ delivered }) => delivered),
    row('cancelled or refused', ({ ended }) => ended),
    row(
      'debited',
      ({ debitedCents }) => debitedCents,
      (cents) => euros.format(cents / 100),
    ),
  ];
};

const viewsOf = ({ views }: Figures) =>
  views.map(({ projection, version, behind, isFilled }) => ({
    name: `${projection} v${version}`,
    isGood: isFilled && behind < 1000,
    says: isFilled ? (behind === 0 ? 'caught up' : `${plural(behind, 'event')} behind`) : 'nobody fills it',
    picture: bar(Math.log10(1 + behind), 4, behind < 1000 ? 'calm' : 'hot'),
  }));

const jobsOf = ({ jobs: { counts, oldestWaitingMs, troubled } }: Figures) => {
  const parts = Object.entries(counts).map(([name, value]) => ({ name, value, tone: JOB_TONES[name] ?? 'calm' }));
  return {
    picture: stack(parts),
    parts: parts.map(({ name, value, tone }) => ({ name, tone, value: numbers.format(value) })),
    oldest: oldestWaitingMs === undefined ? undefined : durationOf(oldestWaitingMs),
    troubled: troubled
      .slice(0, MOST_ROWS)
      .map(({ kind, orderId, state, tries, reason }) => ({ kind, orderId, state, tries, reason: firstLine(reason) })),
    troubledInAll: troubled.length,
  };
};

const auditOf = ({ at, audit }: Figures) =>
  audit && {
    says: `${plural(audit.events, 'event')} looked at, ${durationOf(Date.parse(at) - Date.parse(audit.at))} ago`,
    findings: audit.findings.slice(0, MOST_ROWS),
    inAll: audit.findings.length,
  };

const firstLine = (text: string) => text.split('\n', 1)[0]!;
