import { GENESIS, type LogPage, type RecordedEvent, isLinkedTo } from '#event-sourcing';
import { type StockEvent, STOCK_STREAMS } from '#inventory';
import { type OrderEvent, ORDER_STREAMS, orderIdOf } from '#ordering';
import { ClaimLedger } from './claim-ledger.js';
import { everyEvent } from './every-event.js';
import { type Finding } from './finding.js';
import { OrderLedger } from './order-ledger.js';
import { PaymentLedger } from './payment-ledger.js';
import { StockLedger } from './stock-ledger.js';

/** How long something may be under way before it counts as left behind, unless one says otherwise. */
export const PATIENCE_MS = 10 * 60 * 1000;

/**
 * Checks every invariant over the whole log, told in log order: nothing shipped in part (T11), each shipped card order
 * debited once, with the right amount (T17), stock never given twice, first-registered first, no quota, voucher or flash
 * sale exceeded (T07, T09, T20), nothing refunded that was not paid, every refund paid
 * (T29), every stream's chain unbroken (T23).
 */
export class Audit {
  events = 0;
  private readonly broken: Finding[] = [];
  private readonly links = new Map<string, { readonly link: string; readonly revision: number }>();
  private readonly stock = new StockLedger((finding) => this.broken.push(finding));
  readonly orders = new OrderLedger(this.stock, (finding) => this.broken.push(finding));
  readonly claims;
  readonly payments;
  private lastAt = new Date(0);

  /** `patienceMs`: how long something may be under way before it counts as left behind (default ten minutes). */
  constructor(patienceMs: number = PATIENCE_MS) {
    this.claims = new ClaimLedger((finding) => this.broken.push(finding), patienceMs);
    this.payments = new PaymentLedger(patienceMs);
  }

  take({ events }: LogPage): void {
    for (const event of events) this.see(event);
  }

  /** What is wrong with the log so far, as of its newest event or of a later time. More events may follow. */
  findings(asOf: Date = this.lastAt): readonly Finding[] {
    return [...this.broken, ...this.orders.findings(), ...this.claims.findings(asOf), ...this.payments.findings(asOf)];
  }

  private see(event: RecordedEvent): void {
    this.events++;
    this.lastAt = event.createdAt;
    this.checkChain(event);
    try {
      const read = everyEvent.read(event);
      if (event.stream.startsWith(ORDER_STREAMS)) {
        this.orders.see(read as RecordedEvent<OrderEvent>);
        this.payments.see(orderIdOf(event.stream), read as unknown as OrderEvent);
      }
      if (event.stream.startsWith(STOCK_STREAMS)) this.stock.see(read as RecordedEvent<StockEvent>);
      this.claims.see(read);
    } catch (error) {
      this.broken.push({ rule: 'T23', subject: event.stream, what: 'unreadable-event', detail: String(error) });
    }
  }

  private checkChain(event: RecordedEvent): void {
    const before = this.links.get(event.stream);
    const detail = `${event.type} at revision ${event.revision}`;
    // A stream that was deleted goes on counting from where it ended, with a chain of its own.
    if (before && event.revision !== before.revision + 1)
      this.broken.push({ rule: 'T23', subject: event.stream, what: 'missing-event', detail });
    if (!isLinkedTo(before?.link ?? GENESIS, event))
      this.broken.push({ rule: 'T23', subject: event.stream, what: 'broken-chain', detail });
    this.links.set(event.stream, { link: event.metadata.link, revision: event.revision });
  }
}
