import { type Hold, holdOf } from '#inspection';
import { ordersOnHold } from '#operations';
import { durationMs } from './duration.js';
import { type Verb, table } from './verb.js';

const DAY_MS = 24 * 3600 * 1000;

/** Who waits for what, the longest first. */
export const holds: Verb<{ readonly sku?: string; readonly olderThan?: string }> = {
  name: 'holds',
  does: 'Orders on hold, the longest first: what each waits for, for how long, and how long its card stays authorised.',
  example: 'holds --sku box-6 --older-than 3d',
  options: [
    ['--sku <sku>', 'those that wait for this SKU'],
    ['--older-than <duration>', 'those held for longer, such as 12h or 3d'],
  ],
  run: async (system, { sku, olderThan }) => {
    const leastDays = olderThan === undefined ? 0 : durationMs('--older-than', olderThan) / DAY_MS;
    const now = new Date().toISOString();
    const found: Hold[] = [];
    for await (const order of ordersOnHold(await system.tracking())) {
      const hold = holdOf(order, now);
      const waitsForIt = sku === undefined || hold.waitsFor.some((item) => item.sku === sku);
      if (waitsForIt && hold.heldDays >= leastDays) found.push(hold);
    }
    found.sort((one, other) => (one.since < other.since ? -1 : 1));
    const rows = found.map(({ orderNumber, orderId, heldDays, waitsFor, authorisationDaysLeft }) => [
      ...[orderNumber ?? orderId, heldDays, authorisationDaysLeft],
      waitsFor.map((item) => `${item.quantity} × ${item.sku}`).join(', '),
    ]);
    const head = ['order', 'days held', 'days authorised', 'waits for'];
    return { json: found, text: found.length === 0 ? 'no order is on hold' : table(head, rows) };
  },
};
