import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Product, flashSaleStream, productStream, unitsLeft } from '#catalog';
import { customerStream } from '#customers';
import { type CommandContext } from '#event-sourcing';
import { type OrderDraft, placeOrder } from '#fulfillment';
import { Malformed } from '#http-api';
import { type Offer } from '#ordering';
import { isOnItsPart, voucherStream } from '#vouchers';
import { type Parts, PARTS } from '../parts.js';
import { type OrderAnswer } from './order-answer.js';
import { type PlaceOrderDto } from './order.dto.js';

export class PlaceOrderCommand extends Command<OrderAnswer> {
  constructor(
    readonly given: PlaceOrderDto,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Gathers what the decision needs, seals what is personal, and leaves the rest to the order. */
@CommandHandler(PlaceOrderCommand)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrderCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ given, context }: PlaceOrderCommand): Promise<OrderAnswer> {
    const { customerReader, policy, now } = this.parts;
    const { customerId, lines, delivery, payment, termsVersion } = given;
    const [offers, customer] = await Promise.all([
      this.offers(new Set(lines.map(({ sku }) => sku))),
      customerReader.read(customerStream(customerId)),
    ]);
    checkPairs(lines, offers);
    const { method, address, relayPointId } = delivery;
    const voucherCodes = [payment.voucherCode ?? []].flat();
    const seal = (category: 'relation' | 'payment', plain: unknown) =>
      this.parts.personalData.seal(customerId, category, plain);
    const draft: OrderDraft = {
      customerId,
      customer,
      lines,
      offers,
      delivery: {
        method,
        ...(customer && address && { address: await seal('relation', address) }),
        ...(relayPointId !== undefined && { relayPointId }),
      },
      destination: address,
      payment: {
        method: payment.method,
        ...(customer && payment.cardToken !== undefined && { cardToken: await seal('payment', payment.cardToken) }),
      },
      voucherCodes,
      voucher: await this.voucher(voucherCodes[0], offers),
      termsVersion,
      policy,
      now: now(),
    };
    return placeOrder(this.parts, draft, context);
  }

  private async offers(skus: ReadonlySet<string>): Promise<ReadonlyMap<string, Offer>> {
    const offers = new Map<string, Offer>();
    const read = async (sku: string) => {
      const product = await this.parts.productReader.read(productStream(sku));
      if (product) offers.set(sku, await this.offer(product));
    };
    await Promise.all([...skus].map(read));
    return offers;
  }

  private async offer(product: Product): Promise<Offer> {
    const { sku, availableFrom, availabilityConfirmed, flashSale, ...shown } = product;
    const availability = availableFrom !== undefined && {
      availability: { availableFrom, confirmed: availabilityConfirmed ?? false },
    };
    if (!flashSale) return { ...shown, ...availability };
    const { state } = await this.parts.flashSales.load(flashSaleStream({ sku }));
    const left = unitsLeft(state, flashSale.from, flashSale.quantity);
    return { ...shown, ...availability, flashSale: { ...flashSale, unitsLeft: left } };
  }

  private async voucher(code: string | undefined, offers: ReadonlyMap<string, Offer>): Promise<OrderDraft['voucher']> {
    if (code === undefined) return undefined;
    const { state: known } = await this.parts.vouchers.load(voucherStream(code));
    if (!known) return undefined;
    const skus = [...offers].filter(([sku, { kind }]) => isOnItsPart(known.voucher, { sku, kind })).map(([sku]) => sku);
    return { worthCents: known.worthCents, skus };
  }
}

/** A line comes with a plan of the same order, or with none. @throws Malformed */
const checkPairs = (lines: PlaceOrderDto['lines'], offers: ReadonlyMap<string, Offer>): void => {
  const plans = new Set(lines.flatMap(({ sku }) => (offers.get(sku)?.kind === 'mobile-plan' ? [sku] : [])));
  const errors = lines.flatMap(({ pairedWith }, index) =>
    pairedWith === undefined || plans.has(pairedWith)
      ? []
      : [{ path: `lines[${index}].pairedWith`, message: 'must be the sku of a mobile plan on the same order' }],
  );
  if (errors.length > 0) throw new Malformed(errors);
};
