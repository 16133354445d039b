import { type FlashSaleEvent, type ProductEvent, FLASH_SALE_STREAMS, PRODUCT_STREAMS } from '#catalog';
import { MOST_A_DAY, MOST_A_WEEK, type TerminalQuotaEvent, TERMINAL_QUOTA_STREAMS } from '#customers';
import { type RecordedEvent } from '#event-sourcing';
import { type OrderEvent, type OrderPlaced, ORDER_STREAMS, isoWeekOf, orderIdOf, parisDay } from '#ordering';
import { type VoucherEvent, VOUCHER_STREAMS, voucherStream } from '#vouchers';
import { type Finding, type Report } from './finding.js';

const TERMINALS: readonly string[] = ['mobile-phone', 'tablet'];
/** A claim that no order needs: it holds what others could have. */
export interface OrphanClaim {
  readonly orderId: string;
  readonly stream: string;
  readonly since: string;
  readonly what: 'claim-without-order' | 'claim-outlives-order';
}

interface Claimant {
  readonly units: number;
  /** What they count in: a day and a week of a business, or a flash sale. */
  readonly periods: readonly (readonly [name: string, most: number])[];
  readonly voucher?: string | undefined;
}

/**
 * What orders claim across streams, counted again from the orders themselves: terminals of a business (T07), flash-sale
 * units (T09), vouchers (T20); and that each order had its claims, and each claim its order.
 */
export class ClaimLedger {
  /** Claims made and not given back, with when: `stream orderId`. */
  private readonly claims = new Map<string, { readonly orderId: string; readonly at: string }>();
  private readonly claimants = new Map<string, Claimant[]>();
  private readonly counted = new Map<string, number>();
  private readonly holders = new Map<string, string>();
  private readonly worthCents = new Map<string, number>();
  private readonly saleQuantities = new Map<string, number>();
  private readonly placed = new Set<string>();
  /** When orders ended, by id; those that came back need their voucher no more, and keep the rest. */
  private readonly ended = new Map<string, { readonly at: string; readonly voucherOnly: boolean }>();

  /** `patienceMs`: a claim may be ahead of its order, or behind its end, for as long as a request or a wake-up takes. */
  constructor(
    private readonly report: Report,
    private readonly patienceMs: number,
  ) {}

  see(event: RecordedEvent): void {
    const { stream } = event;
    const told = event as unknown;
    if (stream.startsWith(ORDER_STREAMS)) this.seeOrder(orderIdOf(stream), told as OrderEvent);
    else if (stream.startsWith(PRODUCT_STREAMS)) this.seeProduct(told as ProductEvent);
    else if (stream.startsWith(VOUCHER_STREAMS)) this.seeVoucher(stream, told as VoucherEvent);
    else if (stream.startsWith(TERMINAL_QUOTA_STREAMS) || stream.startsWith(FLASH_SALE_STREAMS))
      this.seeClaim(stream, told as TerminalQuotaEvent | FlashSaleEvent);
  }

  orphansAt(asOf: Date): OrphanClaim[] {
    return [...this.claims].flatMap(([key, { orderId, at: claimedAt }]) => {
      const [stream] = key.split(' ') as [string];
      const end = this.ended.get(orderId);
      const isNeeded = this.placed.has(orderId) && (!end || (end.voucherOnly && !stream.startsWith(VOUCHER_STREAMS)));
      const since = end?.at ?? claimedAt;
      if (isNeeded || asOf.getTime() - Date.parse(since) <= this.patienceMs) return [];
      return [{ orderId, stream, since, what: end ? 'claim-outlives-order' : 'claim-without-order' }];
    });
  }

  findings(asOf: Date): Finding[] {
    return this.orphansAt(asOf).map(({ orderId, stream, since, what }) => ({
      ...{ rule: 'T05', subject: orderId, what, detail: `${stream} since ${since}` },
    }));
  }

  private seeOrder(orderId: string, { type, data }: OrderEvent): void {
    if (type === 'OrderPlaced') this.place(orderId, data);
    if (type === 'OrderCancelled') this.end(orderId, data.cancelledAt, false);
    if (type === 'OrderRefused') this.end(orderId, data.refusedAt, false);
    if (type === 'ReturnReceived') this.end(orderId, data.reportedAt, true);
  }

  private place(orderId: string, data: OrderPlaced['data']): void {
    this.placed.add(orderId);
    const { terminals, flashSales = [], voucher } = data.claims ?? {};
    const units = data.lines.reduce((sum, line) => sum + (TERMINALS.includes(line.kind) ? line.quantity : 0), 0);
    if (units > 0 && data.exchangeOf === undefined) {
      const day = parisDay(data.placedAt);
      const of = (period: string) => `terminal-quota-${terminals?.siren ?? '?'} ${period}`;
      this.expectClaim(orderId, `terminal-quota-${terminals?.siren ?? '?'}`);
      this.count(orderId, {
        units,
        periods: [
          [of(day), MOST_A_DAY],
          [of(isoWeekOf(day)), MOST_A_WEEK],
        ],
      });
    }
    for (const { sku, sale, units: sold } of flashSales) {
      this.expectClaim(orderId, `flash-sale-${sku}`);
      const name = `flash-sale-${sku} ${sale}`;
      this.count(orderId, { units: sold, periods: [[name, this.saleQuantities.get(name) ?? 0]] });
    }
    if (voucher) this.hold(orderId, voucherStream(voucher.code), data.totals.voucherCents);
  }

  private hold(orderId: string, voucher: string, paidCents: number): void {
    this.expectClaim(orderId, voucher);
    const holder = this.holders.get(voucher);
    if (holder !== undefined)
      this.report({ rule: 'T20', subject: orderId, what: 'voucher-used-twice', detail: `${voucher} pays ${holder}` });
    const worthCents = this.worthCents.get(voucher) ?? 0;
    if (paidCents > worthCents)
      this.report({
        rule: 'T20',
        subject: orderId,
        what: 'voucher-overdrawn',
        detail: `${paidCents} of ${worthCents}`,
      });
    this.holders.set(voucher, orderId);
    this.count(orderId, { units: 0, periods: [], voucher });
  }

  private count(orderId: string, claimant: Claimant): void {
    this.claimants.set(orderId, [...(this.claimants.get(orderId) ?? []), claimant]);
    for (const [name, most] of claimant.periods) {
      const sum = (this.counted.get(name) ?? 0) + claimant.units;
      this.counted.set(name, sum);
      if (sum <= most) continue;
      const [rule, what] = name.startsWith(FLASH_SALE_STREAMS)
        ? (['T09', 'flash-sale-oversold'] as const)
        : (['T07', 'quota-exceeded'] as const);
      this.report({ rule, subject: orderId, what, detail: `${name}: ${sum} of ${most}` });
    }
  }

  private end(orderId: string, at: string, voucherOnly: boolean): void {
    this.ended.set(orderId, { at, voucherOnly });
    for (const claimant of this.claimants.get(orderId) ?? []) {
      if (voucherOnly && claimant.voucher === undefined) continue;
      for (const [name] of claimant.periods) this.counted.set(name, this.counted.get(name)! - claimant.units);
      if (claimant.voucher !== undefined) this.holders.delete(claimant.voucher);
    }
  }

  private expectClaim(orderId: string, stream: string): void {
    if (this.claims.has(`${stream} ${orderId}`)) return;
    this.report({
      rule: 'T05',
      subject: orderId,
      what: 'order-without-claim',
      detail: `nothing is claimed in ${stream}`,
    });
  }

  private seeProduct({ data: { product } }: ProductEvent): void {
    const { sku, flashSale } = product;
    if (!flashSale) return;
    const name = `flash-sale-${sku} ${flashSale.from}`;
    this.saleQuantities.set(name, Math.max(flashSale.quantity, this.saleQuantities.get(name) ?? 0));
  }

  private seeVoucher(stream: string, event: VoucherEvent): void {
    if (event.type === 'VoucherIssued' || event.type === 'VoucherChanged')
      this.worthCents.set(stream, event.data.voucher.amountCents);
    else this.seeClaim(stream, event);
  }

  private seeClaim(
    stream: string,
    { type, data }: TerminalQuotaEvent | FlashSaleEvent | Exclude<VoucherEvent, { data: { voucher: unknown } }>,
  ): void {
    const key = `${stream} ${data.orderId}`;
    if ('claimedAt' in data) this.claims.set(key, { orderId: data.orderId, at: data.claimedAt });
    else this.claims.delete(key);
    if (type === 'VoucherReleased') this.worthCents.set(stream, data.worthCents);
  }
}
