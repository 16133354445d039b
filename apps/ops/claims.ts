import { type OrphanClaim } from '#audit';
import { flashSalesOn } from '#catalog';
import { terminalQuotasOn } from '#customers';
import { ClaimDesk, giveBackClaims, giveUpOrder } from '#fulfillment';
import { ordersOn } from '#ordering';
import { vouchersOn } from '#vouchers';
import { PATIENCE, type Patience, auditOf } from './audited.js';
import { AS, type Operator, issuerOf } from './operator.js';
import { type RunningSystem } from './system.js';
import { type Verb, table } from './verb.js';

interface Options extends Patience, Operator {
  readonly release?: string | true;
}

/** What is claimed for orders that do not need it: vouchers, terminals of a business, units of flash sales. */
export const claims: Verb<Options> = {
  name: 'claims',
  does: 'Vouchers, terminal quotas and flash-sale units claimed for an order that never came to be, or that has ended. Exit code 1 if there are any.',
  example: 'claims --release --as a.durand',
  options: [['--release [orderId]', 'gives back those of one order (of all, without an id)'], AS, PATIENCE],
  run: async (system, options) => {
    const issuer = issuerOf(options);
    const orphans = async () => (await auditOf(system, options)).claims.orphansAt(new Date());
    const { release } = options;
    if (release !== undefined)
      await giveBack(
        system,
        (await orphans()).filter(({ orderId }) => release === true || orderId === release),
        issuer,
      );
    const left = await orphans();
    const rows = left.map(({ orderId, stream, since, what }) => [orderId, stream, since, what]);
    const text = left.length === 0 ? 'every claim has its order' : table(['order', 'claims in', 'since', 'what'], rows);
    return { json: left, text, found: left.length > 0 };
  },
};

const giveBack = async ({ store }: RunningSystem, orphans: readonly OrphanClaim[], issuer: string): Promise<void> => {
  const desk = new ClaimDesk(vouchersOn(store), terminalQuotasOn(store), flashSalesOn(store));
  const [options, now] = [{ orders: ordersOn(store), desk }, new Date().toISOString()];
  for (const { orderId, stream, what } of orphans)
    await (what === 'claim-without-order'
      ? giveUpOrder(options, orderId, [stream], now, issuer)
      : giveBackClaims(options, orderId, now, issuer));
};
