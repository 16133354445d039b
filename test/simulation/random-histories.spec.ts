import fc from 'fast-check';
import { type Order, everyItemIsIn, isOver, missingItems, needsAuthorisation, paymentStands } from '#ordering';
import { ShopUnderSimulation } from './shop-under-simulation.js';
import { product, step } from './steps.js';

/** What an order waits for; undefined for one that nothing will ever move. */
const waitsFor = (order: Order, due: readonly string[], now: string, isReachable: boolean): string | undefined => {
  const { status, payment, delivery } = order;
  const unless = (isStuck: boolean, what: string) => (isStuck ? undefined : what);
  const isDue = (kind: string) => due.includes(`${kind} ${order.orderId}`);
  if (!isReachable && needsAuthorisation(order, now)) return unless(!isDue('authorise'), 'the payment provider');
  if (payment.state === 'pending') return 'the card';
  if (status === 'payment-action-required') return unless(!isDue('cancel-unpaid'), 'another card');
  if (payment.pendingDebit) return unless(!isDue('settle-debit'), 'the debit');
  if (status === 'in-preparation') return 'the warehouse';
  if (status === 'shipped') return 'the carrier';
  if (status === 'available-at-relay')
    return unless(delivery.pickUpBefore !== undefined && !isDue('end-pick-up-period'), 'the customer');
  if (!everyItemIsIn(order)) return unless(!order.stockAnswered || missingItems(order).length === 0, 'its items');
  return unless(paymentStands(order, now) || !isDue('release'), 'its release');
};

describe('Whatever happens, in whatever order, to a shop whose processes die', () => {
  it('no part ships, no debit is double or wrong, nothing is exceeded, and every order ends or waits for something', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
        const shop = new ShopUnderSimulation();
        const story = ['given phones on flash sale (3 units), cases, tablets, and a voucher of 150 €'];
        const sale = { priceExclTaxCents: 5000, from: '2026-11-23T00:00:00.000Z', until: '2026-11-30T00:00:00.000Z' };
        await shop.list(product('phone', { flashSale: { ...sale, quantity: 3 } }));
        await shop.list(product('case'));
        await shop.list(product('tablet', { availableFrom: '2026-12-01', availabilityConfirmed: false }));
        await shop.issue('V', 15_000);
        const then = (complaint: string) => new Error(`\n${story.join('\n')}\nthen ${complaint}`);
        for (const [nth, { told, happen }] of steps.entries()) {
          story.push(`when ${told}`);
          await happen(shop, await shop.orders(), nth);
          const due = await shop.settle();
          const findings = await shop.findings();
          if (findings.length > 0) throw then(findings.join('; '));
          for (const order of await shop.orders())
            if (!isOver(order) && waitsFor(order, due, shop.now(), shop.provider.isReachable) === undefined)
              throw then(`order ${order.orderId} is ${order.status}, ${order.payment.state}, and waits for nothing`);
        }
        const orders = await shop.orders();
        const owed = orders.reduce((sum, { notices, noticesOwed = [] }) => sum + notices - noticesOwed.length, 0);
        if (shop.mailer.inbox.length !== owed) throw then(`${shop.mailer.inbox.length} e-mails came, ${owed} were due`);
        const debited = orders.reduce((sum, { payment }) => sum + (payment.debited?.amountCents ?? 0), 0);
        const captured = shop.provider.captures.reduce((sum, { amountCents }) => sum + amountCents, 0);
        const pending = orders.some(({ payment }) => payment.pendingDebit);
        if (debited !== captured && !pending) throw then(`${captured} cents were captured, ${debited} recorded`);
      }),
      { numRuns: Number(process.env['SIMULATION_RUNS'] ?? 60), endOnFailure: false },
    );
  }, 120_000);
});
