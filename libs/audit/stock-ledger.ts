import { type RecordedEvent } from '#event-sourcing';
import { type StockEvent } from '#inventory';
import { type Report } from './finding.js';

interface Account {
  received: number;
  /** Units in the warehouse that no order holds. */
  free: number;
  readonly wanted: Map<string, number>;
  readonly held: Map<string, number>;
  /** Orders that wait, in the order of their claims. */
  readonly queue: Set<string>;
}

/** A SKU's units as the events tell them, counted again from nothing. */
export class StockLedger {
  private readonly accounts = new Map<string, Account>();

  constructor(private readonly report: Report) {}

  /** Units of a SKU that an order holds, until they have left the stock. */
  heldBy(orderId: string, sku: string): number {
    return this.accounts.get(sku)?.held.get(orderId) ?? 0;
  }

  see(event: RecordedEvent<StockEvent>): void {
    const { type, data } = event as StockEvent & RecordedEvent;
    const account = this.account((data as { sku: string }).sku);
    switch (type) {
      case 'StockReceived':
        account.received += (data as { quantity: number }).quantity;
        account.free += (data as { quantity: number }).quantity;
        break;
      case 'StockClaimed':
        for (const { orderId, quantity } of data.claims) {
          account.wanted.set(orderId, quantity);
          account.queue.add(orderId);
        }
        break;
      case 'StockAllocated':
        for (const allocation of data.allocations) this.allocate(event.stream, account, allocation);
        break;
      case 'ClaimsReleased':
        for (const { orderId } of data.releases) {
          account.free += account.held.get(orderId) ?? 0;
          account.held.delete(orderId);
          account.queue.delete(orderId);
        }
        break;
      case 'StockIssued':
        for (const { orderId } of data.issues) {
          account.held.delete(orderId);
          account.wanted.delete(orderId);
        }
        break;
    }
  }

  private allocate(
    stream: string,
    account: Account,
    { orderId, quantity }: { orderId: string; quantity: number },
  ): void {
    const held = (account.held.get(orderId) ?? 0) + quantity;
    const wanted = account.wanted.get(orderId) ?? 0;
    const [first] = account.queue;
    account.held.set(orderId, held);
    account.free -= quantity;
    if (held > wanted)
      this.report({
        rule: 'T11',
        subject: orderId,
        what: 'stock-allocated-twice',
        detail: `${stream}: holds ${held} of ${wanted} claimed`,
      });
    else if (first !== orderId)
      this.report({
        rule: 'T11',
        subject: orderId,
        what: 'overtaken',
        detail: `${stream}: served before ${first ?? 'anyone waited'}`,
      });
    if (account.free < 0)
      this.report({
        rule: 'T11',
        subject: stream,
        what: 'more-allocated-than-received',
        detail: `${-account.free} units too many for ${orderId}`,
      });
    if (held >= wanted) account.queue.delete(orderId);
  }

  private account(sku: string): Account {
    const known = this.accounts.get(sku);
    if (known) return known;
    const account = {
      received: 0,
      free: 0,
      wanted: new Map<string, number>(),
      held: new Map<string, number>(),
      queue: new Set<string>(),
    };
    this.accounts.set(sku, account);
    return account;
  }
}
