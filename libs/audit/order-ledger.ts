import { type RecordedEvent } from '#event-sourcing';
import { orderIdOf, type Item, type OrderEvent, type OrderPlaced, isGoods, itemsOf, totalsOf } from '#ordering';
import { type Finding, type Report } from './finding.js';
import { type StockLedger } from './stock-ledger.js';

interface Entry {
  /** Until they have shipped. */
  items: readonly Item[];
  readonly method: OrderPlaced['data']['payment']['method'];
  readonly toPayCents: number;
  shipments: number;
  debitsCents: number[];
  refundedCents: number;
  collections: number;
  held: boolean;
  /** Preordered SKUs that are not on sale yet. */
  readonly preordered: Set<string>;
}

/** What orders promise against what was done, counted again from the events. */
export class OrderLedger {
  private readonly entries = new Map<string, Entry>();
  private readonly references = new Map<string, string>();

  constructor(
    private readonly stock: StockLedger,
    private readonly report: Report,
  ) {}

  /** Figures over all orders; amounts in cents. */
  get totals() {
    const all = [...this.entries.values()];
    const shipped = all.filter(({ shipments }) => shipments > 0);
    const sum = (cents: number[]) => cents.reduce((total, amount) => total + amount, 0);
    return {
      orders: all.length,
      held: all.filter(({ held }) => held).length,
      shipped: shipped.length,
      debited: all.filter(({ debitsCents }) => debitsCents.length > 0).length,
      shippedCents: sum(shipped.filter(({ method }) => method === 'card').map(({ toPayCents }) => toPayCents)),
      debitedCents: sum(all.flatMap(({ debitsCents }) => debitsCents)),
      refundedCents: sum(all.map(({ refundedCents }) => refundedCents)),
    };
  }

  see(event: RecordedEvent<OrderEvent>): void {
    const orderId = orderIdOf(event.stream);
    const told = event as unknown as OrderEvent;
    if (told.type === 'OrderPlaced') this.entries.set(orderId, entryOf(told.data));
    const entry = this.entries.get(orderId);
    if (!entry) return;
    switch (told.type) {
      case 'PaymentValidated':
        if (told.data.amountCents !== entry.toPayCents) this.wrongAmount(orderId, entry, told.data.amountCents);
        break;
      case 'StockAwaited':
        entry.held = true;
        break;
      case 'PreorderOnSale':
        entry.preordered.delete(told.data.sku);
        break;
      case 'OrderReleased':
        this.checkItemsIn(orderId, entry, 'released-before-item-in');
        break;
      case 'Shipped':
        this.ship(orderId, entry, told.data.items);
        break;
      case 'CardDebitedOnShipment':
        this.debit(orderId, entry, told.data);
        break;
      case 'CashCollected':
        this.collect(orderId, entry, told.data.amountCents);
        break;
      case 'Refunded':
        this.refund(orderId, entry, told.data.amountCents);
        break;
      default:
    }
  }

  /** What can only be said of the log as a whole. */
  findings(): Finding[] {
    return [...this.entries].flatMap(([subject, { method, toPayCents, shipments, debitsCents }]): Finding[] => {
      const isDue = method === 'card' && toPayCents > 0;
      if (shipments > 0 && debitsCents.length === 0 && isDue)
        return [{ rule: 'T17', subject, what: 'shipment-without-debit', detail: 'shipped and never debited' }];
      if (shipments === 0 && debitsCents.length > 0)
        return [{ rule: 'T17', subject, what: 'debit-without-shipment', detail: 'debited and never shipped' }];
      return [];
    });
  }

  private ship(orderId: string, entry: Entry, shipped: readonly Item[]): void {
    entry.shipments++;
    this.checkItemsIn(orderId, entry, 'shipped-before-item-in');
    const units = new Map(shipped.map(({ sku, quantity }) => [sku, quantity]));
    const short = entry.items.filter(({ sku, quantity }) => units.get(sku) !== quantity);
    for (const { sku, quantity } of short)
      this.found(orderId, 'T11', 'shipped-in-part', `${units.get(sku) ?? 0} of ${quantity} ${sku}`);
    if (entry.shipments > 1) this.found(orderId, 'T11', 'shipped-twice', `${entry.shipments} shipments`);
    entry.items = NOTHING;
  }

  private checkItemsIn(
    orderId: string,
    { items, preordered }: Entry,
    what: 'shipped-before-item-in' | 'released-before-item-in',
  ): void {
    for (const { sku, quantity } of items) {
      const held = this.stock.heldBy(orderId, sku);
      if (held < quantity) this.found(orderId, 'T11', what, `${held} of ${quantity} ${sku} were in`);
      if (preordered.has(sku)) this.found(orderId, 'T13', what, `${sku} was not on sale`);
    }
  }

  private debit(
    orderId: string,
    entry: Entry,
    { amountCents, reference }: { amountCents: number; reference: string },
  ): void {
    entry.debitsCents.push(amountCents);
    const times = entry.debitsCents.length;
    if (times > 1) this.found(orderId, 'T17', 'second-debit', `${times} debits`);
    if (amountCents !== entry.toPayCents || entry.method !== 'card') this.wrongAmount(orderId, entry, amountCents);
    const other = this.references.get(reference);
    if (other !== undefined && other !== orderId)
      this.found(orderId, 'T17', 'second-debit', `${reference} is the debit of ${other} too`);
    this.references.set(reference, orderId);
  }

  private collect(orderId: string, entry: Entry, amountCents: number): void {
    entry.collections++;
    if (entry.collections > 1) this.found(orderId, 'T16', 'collected-twice', `${entry.collections} collections`);
    if (amountCents !== entry.toPayCents || entry.method !== 'cash-on-delivery')
      this.wrongAmount(orderId, entry, amountCents);
  }

  private refund(orderId: string, entry: Entry, amountCents: number): void {
    entry.refundedCents += amountCents;
    const debitedCents = entry.debitsCents.reduce((sum, cents) => sum + cents, 0);
    if (entry.refundedCents > debitedCents)
      this.found(orderId, 'T29', 'refunded-too-much', `${entry.refundedCents} of ${debitedCents} cents`);
  }

  private wrongAmount(orderId: string, { method, toPayCents }: Entry, amountCents: number): void {
    this.found(orderId, 'T17', 'wrong-amount', `${amountCents} cents for ${toPayCents}, to be paid by ${method}`);
  }

  private found(subject: string, rule: string, what: Finding['what'], detail: string): void {
    this.report({ rule, subject, what, detail });
  }
}

const NOTHING: readonly Item[] = [];

const entryOf = ({ lines, totals, payment }: OrderPlaced['data']): Entry => ({
  items: itemsOf(lines),
  method: payment.method,
  toPayCents: totalsOf(lines.filter(isGoods)).totalInclTaxCents - totals.voucherCents,
  ...{ shipments: 0, debitsCents: [], refundedCents: 0, collections: 0, held: false },
  preordered: new Set(lines.flatMap(({ sku, preorder }) => (preorder ? [sku] : []))),
});
