import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { productStream } from '#catalog';
import { customerStream } from '#customers';
import { type CommandContext, deterministicId } from '#event-sourcing';
import { type Offer, type Order } from '#ordering';
import { type Parts, PARTS } from '../parts.js';
import { type PlaceOrderDto } from './order.dto.js';

export interface OrderAnswer {
  readonly order: Order;
  readonly revision: number;
}

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
    const { orders, customerReader, termsVersions, now } = this.parts;
    const { customerId, delivery, payment, termsVersion } = given;
    const [offers, customer] = await Promise.all([
      this.offers(new Set(given.lines.map(({ sku }) => sku))),
      customerReader.read(customerStream(customerId)),
    ]);
    const { country, postalCode } = delivery.address ?? { country: 'FR', postalCode: '' };
    const { state, revision } = await orders.handle(
      {
        type: 'PlaceOrder',
        orderId: deterministicId('order', context.commandId),
        customerId,
        customerIdentified: customer !== undefined,
        lines: given.lines,
        offers,
        delivery: {
          method: delivery.method,
          address: customer ? await this.seal(customerId, 'relation', delivery.address) : '',
        },
        destination: { country, postalCode },
        payment: {
          method: payment.method,
          ...(customer &&
            payment.cardToken && { cardToken: await this.seal(customerId, 'payment', payment.cardToken) }),
        },
        termsVersion,
        termsVersions,
        now: now(),
      },
      context,
    );
    return { order: state!, revision };
  }

  private async offers(skus: ReadonlySet<string>): Promise<ReadonlyMap<string, Offer>> {
    const offers = new Map<string, Offer>();
    const read = async (sku: string) => {
      const product = await this.parts.productReader.read(productStream(sku));
      if (!product) return;
      const { name, kind, priceExclTaxCents, vatRate, ecoContributionCents, privateCopyCents, visible } = product;
      offers.set(sku, { name, kind, priceExclTaxCents, vatRate, ecoContributionCents, privateCopyCents, visible });
    };
    await Promise.all([...skus].map(read));
    return offers;
  }

  private seal(customerId: string, category: 'relation' | 'payment', plain: unknown): Promise<string> {
    return this.parts.personalData.seal(customerId, category, plain ?? null);
  }
}
