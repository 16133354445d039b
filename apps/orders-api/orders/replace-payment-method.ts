import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, NotFound } from '#event-sourcing';
import { loadOrder } from '#fulfillment';
import { type Parts, PARTS } from '../parts.js';
import { type OrderAnswer } from './place-order.js';

export class ReplacePaymentMethodCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly cardToken: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReplacePaymentMethodCommand)
export class ReplacePaymentMethodHandler implements ICommandHandler<ReplacePaymentMethodCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ orderId, cardToken: plain, context }: ReplacePaymentMethodCommand): Promise<OrderAnswer> {
    const { orders, personalData, now } = this.parts;
    const known = await loadOrder(orders, orderId);
    if (!known) throw new NotFound(`there is no order ${orderId}`);
    const cardToken = await personalData.seal(known.customerId, 'payment', plain);
    const command = { type: 'ReplacePaymentMethod', orderId, cardToken, now: now() } as const;
    const { state, revision } = await orders.handle(command, context);
    return { order: state!, revision };
  }
}
