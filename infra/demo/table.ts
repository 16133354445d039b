import { type DemoResult } from './demo.js';

const euros = (cents: number) => (cents / 100).toLocaleString('fr-FR', { style: 'currency', currency: 'EUR' });
const count = (number: number) => number.toLocaleString('en-GB');

export const tableOf = (result: DemoResult): string => {
  const leftOut = Object.entries(result.leftOut).map(([reason, lines]) => `${count(lines)} ${reason}`);
  const rows: (readonly [string, string])[] = [
    ['orders', count(result.orders)],
    ['lines', count(result.lines)],
    ['lines left out', leftOut.join(', ')],
    ['broken rows', count(result.brokenRows)],
    ['held', count(result.held)],
    ['released', count(result.released)],
    ['shipped', count(result.shipped)],
    ['debited', count(result.debited)],
    ['cents in', `${count(result.centsIn)} (${euros(result.centsIn)})`],
    ['cents out', `${count(result.centsOut)} (${euros(result.centsOut)})`],
    ['partial shipments', count(result.partialShipments)],
    ['double debits', count(result.doubleDebits)],
    ['violations', count(result.findings.length)],
    ['seconds', count(result.seconds)],
  ];
  if (result.chaos) {
    const kills = Object.entries(result.chaos.kills).map(([name, times]) => `${name} ${times}`);
    rows.push(['killed', kills.join(', ')], ['Redis flushed', count(result.chaos.flushes)]);
  }
  return rows.map(([name, value]) => `  ${name.padEnd(18)}${value}`).join('\n');
};

/** True if the promises were kept: every order shipped whole and debited once, to the cent. */
export const isWhole = (result: DemoResult): boolean =>
  result.shipped === result.orders &&
  result.debited === result.orders &&
  result.centsIn === result.centsOut &&
  result.partialShipments + result.doubleDebits + result.findings.length === 0;
