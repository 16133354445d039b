import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { type OrderAnswer, orderAnswer } from '../orders/order-answer.js';
import { type Parts, PARTS } from '../parts.js';

export class WithdrawOrderCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(WithdrawOrderCommand)
export class WithdrawOrderHandler implements ICommandHandler<WithdrawOrderCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ orderId, context }: WithdrawOrderCommand): Promise<OrderAnswer> {
    const { orders, withdrawalDays: periodDays, now } = this.parts;
    return orderAnswer(await orders.handle({ type: 'WithdrawOrder', orderId, periodDays, now: now() }, context));
  }
}
