import { type FlashSales, FLASH_SALE_STREAMS, flashSaleStream } from '#catalog';
import { type TerminalQuotas, TERMINAL_QUOTA_STREAMS, terminalQuotaStream } from '#customers';
import { type CommandContext, RuleRefused, type Violation, deterministicId } from '#event-sourcing';
import { type Claims, type PlaceOrder, isGoods } from '#ordering';
import { type Vouchers, VOUCHER_STREAMS, voucherStream } from '#vouchers';

export const CLAIM_STREAMS = [VOUCHER_STREAMS, TERMINAL_QUOTA_STREAMS, FLASH_SALE_STREAMS] as const;

/** The streams that an order's claims stand in. */
export const claimStreams = ({ voucher, terminals, flashSales = [] }: Claims): string[] => [
  ...(voucher ? [voucherStream(voucher.code)] : []),
  ...(terminals ? [terminalQuotaStream(terminals)] : []),
  ...flashSales.map(flashSaleStream),
];

/**
 * Where orders claim what other orders want too: a voucher (T20), a business's mobile terminals (T07), units of a flash
 * sale (T09). A claim is keyed by its order: made twice it is one claim, given back twice it is given back once.
 */
export class ClaimDesk {
  constructor(
    private readonly vouchers: Vouchers,
    private readonly quotas: TerminalQuotas,
    private readonly flashSales: FlashSales,
  ) {}

  /** Every rule that a voucher or the terminals of an order would break now; flash sales are a matter of the price. */
  async ask(order: PlaceOrder, { voucher, terminals }: Claims): Promise<Violation[]> {
    const asked = [
      ...(voucher ? [this.vouchers.ask(claimVoucher(order, voucher.code))] : []),
      ...(terminals ? [this.quotas.ask({ type: 'ClaimTerminals', ...terminals, ...about(order) })] : []),
    ];
    const answers = await Promise.allSettled(asked);
    return answers.flatMap((answer) => {
      if (answer.status === 'fulfilled') return [];
      if (answer.reason instanceof RuleRefused) return answer.reason.violations;
      throw answer.reason;
    });
  }

  /** Claims all, one after the other. @throws RuleRefused, ClaimedAnotherDay, Unavailable: some may be claimed by then */
  async claim(order: PlaceOrder, claims: Claims, context: CommandContext): Promise<void> {
    const { voucher, terminals, flashSales = [] } = claims;
    const under = (stream: string) => claimContext(context, stream);
    if (terminals)
      await this.quotas.handle(
        { type: 'ClaimTerminals', ...terminals, ...about(order) },
        under(terminalQuotaStream(terminals)),
      );
    if (voucher) await this.vouchers.handle(claimVoucher(order, voucher.code), under(voucherStream(voucher.code)));
    for (const { sku, sale, units } of flashSales) {
      const { quantity } = order.offers.get(sku)!.flashSale!;
      const claim = { type: 'ClaimFlashSaleUnits', sku, sale, quantity, units, ...about(order) } as const;
      await this.flashSales.handle(claim, under(flashSaleStream({ sku })));
    }
  }

  /** Gives back what an order claims in these streams. `paidCents`: what a voucher is worth from now on. @throws Unavailable */
  async release(
    orderId: string,
    streams: readonly string[],
    context: CommandContext & { readonly now: string; readonly paidCents?: number | undefined },
  ): Promise<void> {
    const { now, paidCents, ...issued } = context;
    for (const stream of streams) {
      const under = claimContext(issued, `release ${stream}`);
      const is = (prefix: string) => stream.startsWith(prefix);
      const id = (prefix: string) => stream.slice(prefix.length);
      if (is(VOUCHER_STREAMS)) {
        const worth = paidCents === undefined ? {} : { paidCents };
        await this.vouchers.handle(
          { type: 'ReleaseVoucher', code: id(VOUCHER_STREAMS), orderId, ...worth, now },
          under,
        );
      } else if (is(TERMINAL_QUOTA_STREAMS))
        await this.quotas.handle({ type: 'ReleaseTerminals', siren: id(TERMINAL_QUOTA_STREAMS), orderId, now }, under);
      else if (is(FLASH_SALE_STREAMS))
        await this.flashSales.handle(
          { type: 'ReleaseFlashSaleUnits', sku: id(FLASH_SALE_STREAMS), orderId, now },
          under,
        );
    }
  }
}

const about = ({ orderId, now }: PlaceOrder) => ({ orderId, now });

const claimVoucher = (order: PlaceOrder, code: string) => {
  const goods = order.lines.flatMap(({ sku }) => {
    const kind = order.offers.get(sku)?.kind;
    return kind !== undefined && isGoods({ kind }) ? [{ sku, kind }] : [];
  });
  return { type: 'ClaimVoucher', code, goods, expected: order.voucher, ...about(order) } as const;
};

/** A command of its own on each stream, on behalf of the one that asks. */
const claimContext = (
  { commandId, correlationId, causationId, issuedBy }: CommandContext,
  what: string,
): CommandContext => ({ commandId: deterministicId(commandId, what), correlationId, causationId, issuedBy });
