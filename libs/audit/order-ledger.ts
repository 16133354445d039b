import { type RecordedEvent } from '#event-sourcing';
import { orderIdOf, type Item, type OrderEvent, isGoods, itemsOf, totalsOf } from '#ordering';
import { type Report } from './finding.js';
import { type StockLedger } from './stock-ledger.js';

interface Entry {
  readonly items: readonly Item[];
  readonly toPayCents: number;
  shipments: number;
  debitsCents: number[];
  held: boolean;
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
      shippedCents: sum(shipped.map(({ toPayCents }) => toPayCents)),
      debitedCents: sum(all.flatMap(({ debitsCents }) => debitsCents)),
    };
  }

  see(event: RecordedEvent<OrderEvent>): void {
    const orderId = orderIdOf(event.stream);
    const { type, data } = event as unknown as OrderEvent;
    if (type === 'OrderPlaced') {
      const goods = data.lines.filter(isGoods);
      const entry = {
        items: itemsOf(data.lines),
        toPayCents: totalsOf(goods).totalInclTaxCents - data.totals.voucherCents,
      };
      this.entries.set(orderId, { ...entry, shipments: 0, debitsCents: [], held: false });
      return;
    }
    const entry = this.entries.get(orderId);
    if (!entry) return;
    if (type === 'StockAwaited') entry.held = true;
    if (type === 'OrderReleased') this.checkItemsIn(orderId, entry, 'released-before-item-in');
    if (type === 'Shipped') this.ship(orderId, entry, data.items);
    if (type === 'CardDebitedOnShipment') this.debit(orderId, entry, data);
  }

  finish(): void {
    for (const [orderId, { shipments, debitsCents }] of this.entries) {
      if (shipments > 0 && debitsCents.length === 0)
        this.report({
          rule: 'T17',
          subject: orderId,
          what: 'shipment-without-debit',
          detail: 'shipped and never debited',
        });
      if (shipments === 0 && debitsCents.length > 0)
        this.report({
          rule: 'T17',
          subject: orderId,
          what: 'debit-without-shipment',
          detail: 'debited and never shipped',
        });
    }
  }

  private ship(orderId: string, entry: Entry, shipped: readonly Item[]): void {
    entry.shipments++;
    this.checkItemsIn(orderId, entry, 'shipped-before-item-in');
    const units = new Map(shipped.map(({ sku, quantity }) => [sku, quantity]));
    const short = entry.items.filter(({ sku, quantity }) => units.get(sku) !== quantity);
    for (const { sku, quantity } of short)
      this.report({
        rule: 'T11',
        subject: orderId,
        what: 'shipped-in-part',
        detail: `${units.get(sku) ?? 0} of ${quantity} ${sku}`,
      });
    if (entry.shipments > 1)
      this.report({ rule: 'T11', subject: orderId, what: 'shipped-twice', detail: `${entry.shipments} shipments` });
  }

  private checkItemsIn(
    orderId: string,
    { items }: Entry,
    what: 'shipped-before-item-in' | 'released-before-item-in',
  ): void {
    for (const { sku, quantity } of items) {
      const held = this.stock.heldBy(orderId, sku);
      if (held < quantity)
        this.report({ rule: 'T11', subject: orderId, what, detail: `${held} of ${quantity} ${sku} were in` });
    }
  }

  private debit(
    orderId: string,
    entry: Entry,
    { amountCents, reference }: { amountCents: number; reference: string },
  ): void {
    entry.debitsCents.push(amountCents);
    if (entry.debitsCents.length > 1)
      this.report({
        rule: 'T17',
        subject: orderId,
        what: 'second-debit',
        detail: `${entry.debitsCents.length} debits`,
      });
    if (amountCents !== entry.toPayCents)
      this.report({
        rule: 'T17',
        subject: orderId,
        what: 'wrong-amount',
        detail: `${amountCents} cents for ${entry.toPayCents}`,
      });
    const other = this.references.get(reference);
    if (other !== undefined && other !== orderId)
      this.report({
        rule: 'T17',
        subject: orderId,
        what: 'second-debit',
        detail: `${reference} is the debit of ${other} too`,
      });
    this.references.set(reference, orderId);
  }
}
