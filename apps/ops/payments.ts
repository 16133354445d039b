import { newCommand } from '#event-sourcing';
import { type Reconciled, reconcilePayment } from '#fulfillment';
import { ordersOn } from '#ordering';
import { PATIENCE, type Patience, auditOf } from './audited.js';
import { AS, type Operator, issuerOf } from './operator.js';
import { type RunningSystem } from './system.js';
import { type Verb, table } from './verb.js';

interface Options extends Patience, Operator {
  readonly reconcile?: string | true;
  readonly retryRefund?: string;
}

/** What the payment provider was asked for and did not answer, or refused to pay back. */
export const payments: Verb<Options> = {
  name: 'payments',
  does: 'Payments that were never answered, and refunds that were refused. Exit code 1 if there are any.',
  example: 'payments --reconcile C-8Z3K-Q0DM-71TV --as a.durand',
  options: [
    ['--reconcile [order]', 'asks the provider, by key, what came of one (all, without an order), and records it'],
    ['--retry-refund <order>', 'asks for a refund that was refused again, under another key'],
    AS,
    PATIENCE,
  ],
  run: async (system, options) => {
    const issuer = issuerOf(options);
    const reconciled = options.reconcile === undefined ? [] : await reconcile(system, options, issuer);
    if (options.retryRefund !== undefined) {
      const { orderId } = await system.order(options.retryRefund);
      const command = { type: 'RetryRefund', orderId, now: new Date().toISOString() } as const;
      await ordersOn(system.store).handle(command, newCommand(issuer));
    }
    const { payments: ledger } = await auditOf(system, options);
    const [unanswered, refusedRefunds] = [ledger.unansweredAt(new Date()), ledger.refusedRefunds];
    const rows = [
      ...unanswered.map(({ orderId, act, since }) => [orderId, act, since, 'not answered']),
      ...refusedRefunds.map(({ orderId, since, reason }) => [orderId, 'refund', since, `refused: ${reason}`]),
    ];
    const lines = reconciled.map(
      ({ orderId, act, outcome }) => `${orderId}  ${act}: ${outcome}${ADVICE[outcome] ?? ''}`,
    );
    const text = rows.length === 0 ? 'no payment waits' : table(['order', 'what', 'since', 'state'], rows);
    return {
      json: { unanswered, refusedRefunds, reconciled },
      text: [...lines, text].join('\n'),
      found: rows.length > 0,
    };
  },
};

const ADVICE: Readonly<Record<string, string>> = {
  absent: ' – nothing was done under its key: the worker asks again (ops jobs)',
  unknown: ' – the provider does not say: ask again later',
};

const reconcile = async (
  system: RunningSystem,
  options: Options,
  issuer: string,
): Promise<(Reconciled & { readonly orderId: string })[]> => {
  const provider = system.paymentProvider();
  const all = options.reconcile === true;
  const orderIds = all
    ? (await auditOf(system, options)).payments.unansweredAt(new Date()).map(({ orderId }) => orderId)
    : [(await system.order(options.reconcile as string)).orderId];
  const orders = ordersOn(system.store);
  const reconciled = [];
  for (const orderId of orderIds)
    for (const each of await reconcilePayment(
      { orders, provider, now: () => new Date().toISOString() },
      orderId,
      issuer,
    ))
      reconciled.push({ orderId, ...each });
  return reconciled;
};
