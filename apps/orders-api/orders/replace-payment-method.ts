import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { knownOrder } from '#ordering';
import { type Parts, PARTS } from '../parts.js';
import { type OrderAnswer, orderAnswer } from './order-answer.js';

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
    const { order } = await knownOrder(orders, orderId);
    const cardToken = await personalData.seal(order.customerId, 'payment', plain);
    const command = { type: 'ReplacePaymentMethod', orderId, cardToken, now: now() } as const;
    return orderAnswer(await orders.handle(command, context));
  }
}
